#include "CPseudoTerminal.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

int pseudo_terminal_start(
    const char *path, char *const arguments[], char *const environment[], int columns, int rows,
    pid_t *process) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  int descriptor = -1;
  pid_t child = forkpty(&descriptor, NULL, NULL, &size);
  if (child < 0) return -1;
  if (child == 0) {
    // The test's threads may block or ignore signals, and a child inherits that.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGINT, SIG_DFL);
    // Nor may it keep the sockets by which Foundation learns that other programs have ended.
    for (int other = 3; other < 1024; other++) close(other);
    execve(path, arguments, environment);
    _exit(127);
  }
  *process = child;
  return descriptor;
}

int pseudo_terminal_resize(int descriptor, int columns, int rows) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  return ioctl(descriptor, TIOCSWINSZ, &size);
}

long pseudo_terminal_read(int descriptor, char *bytes, long count, int milliseconds) {
  struct pollfd input = {.fd = descriptor, .events = POLLIN};
  int ready = poll(&input, 1, milliseconds);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return 0;
  if (ready < 0) return -1;
  ssize_t length = read(descriptor, bytes, (size_t)count);
  // A terminal whose program has ended gives EIO.
  return length > 0 ? (long)length : -1;
}

int pseudo_terminal_wait(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

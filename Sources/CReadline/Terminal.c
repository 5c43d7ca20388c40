#include "CReadline.h"

#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

bool fovea_terminal_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return false;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return true;
}

bool fovea_terminal_cell(int descriptor, int *width, int *height) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return false;
  if (size.ws_col == 0 || size.ws_row == 0) return false;
  *width = size.ws_xpixel / size.ws_col;
  *height = size.ws_ypixel / size.ws_row;
  return *width > 0 && *height > 0;
}

// Whether DA1's answer, ESC [ ? digits and semicolons c, is in there.
static bool holds_last_answer(const char *text, int length) {
  for (int i = 0; i + 3 < length; i++) {
    if (text[i] != '\033' || text[i + 1] != '[' || text[i + 2] != '?') continue;
    int j = i + 3;
    while (j < length && ((text[j] >= '0' && text[j] <= '9') || text[j] == ';')) j++;
    if (j < length && text[j] == 'c') return true;
  }
  return false;
}

static long now_in_milliseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int fovea_terminal_ask(const char *question, char *answer, int capacity, int milliseconds) {
  struct termios before, quiet;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return -1;
  if (tcgetpgrp(STDIN_FILENO) != getpgrp()) return -1;
  if (tcgetattr(STDIN_FILENO, &before) != 0) return -1;
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  quiet.c_cc[VMIN] = 0;
  quiet.c_cc[VTIME] = 0;
  if (tcsetattr(STDIN_FILENO, TCSANOW, &quiet) != 0) return -1;
  int length = 0;
  ssize_t left = (ssize_t)strlen(question);
  while (left > 0) {
    ssize_t count = write(STDOUT_FILENO, question, (size_t)left);
    if (count <= 0) break;
    question += count;
    left -= count;
  }
  long deadline = now_in_milliseconds() + milliseconds;
  while (length < capacity && !holds_last_answer(answer, length)) {
    long rest = deadline - now_in_milliseconds();
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (rest <= 0 || poll(&input, 1, (int)rest) <= 0) break;
    ssize_t count = read(STDIN_FILENO, answer + length, (size_t)(capacity - length));
    if (count <= 0) break;
    length += (int)count;
  }
  tcsetattr(STDIN_FILENO, TCSANOW, &before);
  return length;
}

static struct termios shown;
static bool is_refusing;

void fovea_typing_refuse(void) {
  struct termios hidden;
  if (is_refusing || !isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &shown) != 0) return;
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
  is_refusing = tcsetattr(STDIN_FILENO, TCSANOW, &hidden) == 0;
}

int fovea_typing_accept(bool keeps) {
  if (!is_refusing) return 0;
  is_refusing = false;
  int count = 0;
  if (!keeps) {
    // Outside canonical mode every key counts, not only whole lines.
    struct termios raw = shown;
    raw.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
    if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0) {
      if (ioctl(STDIN_FILENO, FIONREAD, &count) != 0) count = 0;
      tcflush(STDIN_FILENO, TCIFLUSH);
    }
  }
  tcsetattr(STDIN_FILENO, TCSANOW, &shown);
  return count;
}

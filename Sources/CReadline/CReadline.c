#define _GNU_SOURCE  // ppoll
#include "CReadline.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

// MARK: Signals

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t resized;
static volatile sig_atomic_t continued;
static void (*raise_interrupt)(void *context);
static void *raise_context;

static void on_interrupt(int signal) {
  (void)signal;
  interrupted = 1;
  if (raise_interrupt != NULL) raise_interrupt(raise_context);
}

static void on_resize(int signal) {
  (void)signal;
  resized = 1;
}

static void on_continue(int signal) {
  (void)signal;
  continued = 1;
}

// Without SA_RESTART, so that poll() and read() come back.
static void handle(int signal, void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, NULL);
}

void fovea_interrupt_watch(void (*raise)(void *context), void *context) {
  raise_context = context;
  raise_interrupt = raise;
  handle(SIGINT, on_interrupt);
  handle(SIGQUIT, SIG_IGN);  // Ctrl-\ beside Ctrl-C must not end a session
}

void fovea_interrupt_ignore(void) {
  handle(SIGINT, SIG_DFL);
  handle(SIGQUIT, SIG_DFL);
  raise_interrupt = NULL;
}

// MARK: Completion

struct fovea_candidates {
  char **texts;
  size_t count, capacity;
};

static struct fovea_candidates candidates;
static fovea_completer completer;
static void *completer_context;

static void clear_candidates(void) {
  for (size_t i = 0; i < candidates.count; i++) free(candidates.texts[i]);
  candidates.count = 0;
}

void fovea_candidates_add(fovea_candidates *list, const char *text) {
  if (list->count == list->capacity) {
    size_t capacity = list->capacity ? 2 * list->capacity : 32;
    char **texts = realloc(list->texts, capacity * sizeof *texts);
    if (texts == NULL) return;
    list->texts = texts;
    list->capacity = capacity;
  }
  char *copy = strdup(text);
  if (copy != NULL) list->texts[list->count++] = copy;
}

// readline asks for one candidate after another and frees each.
static char *next_candidate(const char *text, int state) {
  static size_t next;
  (void)text;
  if (state == 0) next = 0;
  return next < candidates.count ? strdup(candidates.texts[next++]) : NULL;
}

static char **complete(const char *text, int start, int end) {
  rl_attempted_completion_over = 1;  // never fall back on file names
  rl_completion_append_character = '\0';
  clear_candidates();
  if (completer != NULL && rl_line_buffer != NULL) {
    completer(completer_context, rl_line_buffer, start, end, &candidates);
  }
  return candidates.count > 0 ? rl_completion_matches(text, next_candidate) : NULL;
}

// MARK: Lines

static char *finished_line;
static bool is_finished;

static void take_line(char *line) {
  finished_line = line;
  is_finished = true;
  rl_callback_handler_remove();
}

void fovea_readline_begin(fovea_completer function, void *context) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
  completer = function;
  completer_context = context;
  rl_readline_name = "fovea";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_attempted_completion_function = complete;
  rl_basic_word_break_characters = " \t\n\"\\'`@$><=;|&{}()[]+-*/%!?:,.^~";
  rl_completer_quote_characters = "";
  rl_sort_completion_matches = 0;  // the completer's own order
  using_history();
}

void fovea_readline_finish(void) {
  completer = NULL;
  completer_context = NULL;
}

// Keys that wait in readline's own buffer, where poll() does not see them.
static int typed_ahead;

void fovea_readline_type(const char *keys) {
  for (; *keys != '\0'; keys++) {
    if (rl_stuff_char((unsigned char)*keys)) typed_ahead++;
  }
}

// What ended the wait for a key.
typedef enum { WAIT_KEY, WAIT_SIGNAL, WAIT_OVER } wait_end;

// Waits for a key. Signals are let in only here, so that none can slip in between looking at its
// flag and falling asleep.
static wait_end wait_for_key(const sigset_t *let_in) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  int ready = ppoll(&input, 1, NULL, let_in);
  if (ready < 0) return errno == EINTR ? WAIT_SIGNAL : WAIT_OVER;
  return input.revents & POLLIN ? WAIT_KEY : WAIT_OVER;
}

// Puts the terminal right after a resize or a Ctrl-Z.
static void refresh(void) {
  if (resized) {
    resized = 0;
    rl_resize_terminal();
  }
  if (continued) {
    continued = 0;
    if (rl_prep_term_function != NULL) rl_prep_term_function(1);
    rl_forced_update_display();
  }
}

static void give_line_up(void) {
  FILE *screen = rl_outstream != NULL ? rl_outstream : stdout;
  fputs("^C\n", screen);
  fflush(screen);
  rl_callback_sigcleanup();
  rl_free_line_state();
  rl_callback_handler_remove();
}

// The loop that readline() has inside, with our own way out: Ctrl-C ends the line at once.
fovea_line_end fovea_readline_line(const char *prompt, char **line) {
  sigset_t ours, before, let_in;
  sigemptyset(&ours);
  sigaddset(&ours, SIGINT);
  sigaddset(&ours, SIGWINCH);
  sigaddset(&ours, SIGCONT);
  pthread_sigmask(SIG_BLOCK, &ours, &before);
  let_in = before;
  sigdelset(&let_in, SIGINT);
  sigdelset(&let_in, SIGWINCH);
  sigdelset(&let_in, SIGCONT);
  handle(SIGINT, on_interrupt);
  handle(SIGWINCH, on_resize);
  handle(SIGCONT, on_continue);

  finished_line = NULL;
  is_finished = false;
  interrupted = resized = continued = 0;
  rl_callback_handler_install(prompt, take_line);
  fovea_line_end end = FOVEA_LINE_READ;
  while (typed_ahead > 0 && !is_finished) {
    typed_ahead--;
    rl_callback_read_char();
  }
  while (!is_finished && end == FOVEA_LINE_READ) {
    wait_end wait = wait_for_key(&let_in);
    if (interrupted) {
      end = FOVEA_LINE_INTERRUPTED;
    } else if (wait == WAIT_OVER) {
      end = FOVEA_LINE_END;
    } else {
      refresh();
      if (wait == WAIT_KEY) rl_callback_read_char();
    }
  }
  if (end == FOVEA_LINE_INTERRUPTED) {
    *line = rl_line_buffer != NULL ? strdup(rl_line_buffer) : NULL;
    give_line_up();
    interrupted = 0;
  } else if (end == FOVEA_LINE_END) {
    *line = NULL;
    rl_callback_handler_remove();
  } else {
    *line = finished_line;
    finished_line = NULL;
    if (*line == NULL) end = FOVEA_LINE_END;
  }
  pthread_sigmask(SIG_SETMASK, &let_in, NULL);
  return end;
}

void fovea_readline_remember(const char *entry) {
  HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
  if (last != NULL && strcmp(last->line, entry) == 0) return;
  add_history(entry);
}

int fovea_edit(const char *editor, const char *path) {
  // The shell takes the path as $1, so that no character in it means anything.
  char command[512];
  int length = snprintf(command, sizeof command, "%s \"$1\"", editor);
  if (length < 0 || (size_t)length >= sizeof command) return -1;
  pid_t child = fork();
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", command, "sh", path, (char *)NULL);
    _exit(127);
  }
  int status = -1;
  if (child < 0) return -1;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#ifndef FOVEA_CREADLINE_H
#define FOVEA_CREADLINE_H

// GNU readline as Swift may call it: its global variables, callbacks and signals stay in here.

#include <stdbool.h>
#include <stddef.h>

// How a line ended.
typedef enum {
  FOVEA_LINE_READ,         // Enter
  FOVEA_LINE_INTERRUPTED,  // Ctrl-C: what was typed is given up
  FOVEA_LINE_END           // Ctrl-D on an empty line, or the terminal went away
} fovea_line_end;

// Where a completer puts its candidates; a candidate replaces the text from `start` on.
typedef struct fovea_candidates fovea_candidates;
void fovea_candidates_add(fovea_candidates *candidates, const char *text);

// Called on Tab with the line and the bytes [start, end) that readline took for a word.
typedef void (*fovea_completer)(
    void *context, const char *line, int start, int end, fovea_candidates *candidates);

// Sets readline up for standard input and output; call once before the first line.
void fovea_readline_begin(fovea_completer completer, void *context);

// Forgets the completer.
void fovea_readline_finish(void);

// Reads one line. `*line` is malloc'ed text without its line break, or NULL; free it with free().
// Bytes between \001 and \002 in the prompt take no room on the screen.
fovea_line_end fovea_readline_line(const char *prompt, char **line);

// Adds an entry, which may have several lines, to the history the arrow keys walk through.
void fovea_readline_remember(const char *entry);

// Ctrl-C outside a line: from `watch` to `ignore`, SIGINT calls `raise` instead of ending the
// process. It runs in a signal handler: it may set a flag, no more.
void fovea_interrupt_watch(void (*raise)(void *context), void *context);
void fovea_interrupt_ignore(void);

// Columns and rows of the terminal on `descriptor`; false when it is none.
bool fovea_terminal_size(int descriptor, int *columns, int *rows);

// Pixels of one character cell of the terminal on `descriptor`; false when it does not say.
bool fovea_terminal_cell(int descriptor, int *width, int *height);

// Writes `question` (escape sequences, the last of them DA1, \033[c) to the terminal on standard
// input and output, and collects what comes back, without showing it, until DA1's answer has come or
// so many milliseconds have passed. Bytes in `answer`, keys typed meanwhile among them; -1 when there
// is no terminal to ask, or it is another program's turn.
int fovea_terminal_ask(const char *question, char *answer, int capacity, int milliseconds);

// From `refuse` to `accept`, keys are not shown. `accept` throws away what was typed meanwhile, and
// answers how many bytes that were; with `keeps` it leaves them for the next line.
void fovea_typing_refuse(void);
int fovea_typing_accept(bool keeps);

// Hands keys to the next line, as if they were typed there.
void fovea_readline_type(const char *keys);

// Runs a learner's editor (a shell command) on a file, in the foreground; its exit status, or -1.
int fovea_edit(const char *editor, const char *path);

#endif

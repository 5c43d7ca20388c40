#ifndef FOVEA_CPSEUDOTERMINAL_H
#define FOVEA_CPSEUDOTERMINAL_H

// A program on a terminal of its own, for tests that type.

#include <sys/types.h>

// Starts `path` on a new terminal. Returns the descriptor that types into it and reads its screen,
// or -1. Both lists end with NULL.
int pseudo_terminal_start(
    const char *path, char *const arguments[], char *const environment[], int columns, int rows,
    pid_t *process);

// Changes the window's size; the program gets SIGWINCH.
int pseudo_terminal_resize(int descriptor, int columns, int rows);

// Waits at most so many milliseconds for something to read: bytes read, 0 when there was nothing,
// -1 when the program is gone.
long pseudo_terminal_read(int descriptor, char *bytes, long count, int milliseconds);

// Waits for the program's end: its exit status, 128 + the signal that ended it, or -1.
int pseudo_terminal_wait(pid_t process);

#endif

// PNG in and out through libpng, from memory to memory.
//
// libpng reports an error by longjmp, which must never cross a Swift frame: every setjmp and every
// call into libpng stays in this module, and a failure comes back as a number and a message.
#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t width, height;
  // Channels after expansion: 1 grey, 3 RGB, 4 RGBA.
  int channels;
  // As stored in the file.
  int bit_depth, color_type, interlaced;
  // libpng's words when a call failed, or an empty string.
  char message[160];
} cpng_info;

// Reads the header only. 0 when it worked.
int cpng_read_header(const uint8_t *bytes, size_t count, uint32_t largest_side, cpng_info *info);

// Decodes into `samples`, which holds `capacity` bytes: height rows of width * channels. 0 when it
// worked; otherwise `samples` may hold the rows that came before the damage.
int cpng_read_samples(const uint8_t *bytes, size_t count, uint32_t largest_side, uint8_t *samples,
                      size_t capacity, cpng_info *info);

// Encodes 8-bit samples (1, 3 or 4 channels) into a block that `cpng_free` gives back. 0 when it
// worked.
int cpng_write(const uint8_t *samples, uint32_t width, uint32_t height, int channels,
               uint8_t **bytes, size_t *count, cpng_info *info);

void cpng_free(uint8_t *bytes);

#endif

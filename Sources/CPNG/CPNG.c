#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// Errors and warnings.

static void on_error(png_structp png, png_const_charp message) {
  cpng_info *info = png_get_error_ptr(png);
  strncpy(info->message, message, sizeof info->message - 1);
  info->message[sizeof info->message - 1] = 0;
  longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp message) { (void)png, (void)message; }

// Reading.

typedef struct {
  const uint8_t *next;
  size_t left;
} source;

static void take(png_structp png, png_bytep into, png_size_t count) {
  source *from = png_get_io_ptr(png);
  if (count > from->left) png_error(png, "the file ends too early");
  memcpy(into, from->next, count);
  from->next += count;
  from->left -= count;
}

// Both readers share this body: the header, and the rows too when `samples` is there.
static int read_png(const uint8_t *bytes, size_t count, uint32_t largest_side, uint8_t *samples,
                    size_t capacity, cpng_info *info) {
  memset(info, 0, sizeof *info);
  source from = {bytes, count};
  png_infop header = NULL;
  png_bytep *volatile rows = NULL;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, info, on_error, on_warning);
  if (!png) return 1;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &header, NULL);
    free(rows);
    return 1;
  }
  header = png_create_info_struct(png);
  if (!header) png_error(png, "out of memory");
  png_set_read_fn(png, &from, take);
  png_set_user_limits(png, largest_side, largest_side);
  // Text and profiles are skipped unread: a few bytes of them can unpack to gigabytes.
  static const png_byte skipped[] = "tEXt\0zTXt\0iTXt\0iCCP\0eXIf\0sPLT";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, skipped, 6);
  png_read_info(png, header);

  info->bit_depth = png_get_bit_depth(png, header);
  info->color_type = png_get_color_type(png, header);
  info->interlaced = png_get_interlace_type(png, header) != PNG_INTERLACE_NONE;
  // Palette to RGB, 1, 2 and 4 bits to 8, tRNS to alpha; 16 bits to 8, rounded.
  png_set_expand(png);
  png_set_scale_16(png);
  // Grey with alpha becomes RGBA.
  int color = info->color_type;
  int transparent = (color & PNG_COLOR_MASK_ALPHA) || png_get_valid(png, header, PNG_INFO_tRNS);
  if (transparent && !(color & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, header);
  info->width = png_get_image_width(png, header);
  info->height = png_get_image_height(png, header);
  info->channels = png_get_channels(png, header);

  if (samples) {
    size_t stride = png_get_rowbytes(png, header);
    if (stride != (size_t)info->width * (size_t)info->channels ||
        info->height > capacity / (stride ? stride : 1))
      png_error(png, "the rows do not fit");
    rows = malloc(info->height * sizeof(png_bytep));
    if (!rows) png_error(png, "out of memory");
    for (uint32_t y = 0; y < info->height; y++) rows[y] = samples + y * stride;
    png_read_image(png, rows);
    png_read_end(png, NULL);
  }
  png_destroy_read_struct(&png, &header, NULL);
  free(rows);
  return 0;
}

int cpng_read_header(const uint8_t *bytes, size_t count, uint32_t largest_side, cpng_info *info) {
  return read_png(bytes, count, largest_side, NULL, 0, info);
}

int cpng_read_samples(const uint8_t *bytes, size_t count, uint32_t largest_side, uint8_t *samples,
                      size_t capacity, cpng_info *info) {
  return read_png(bytes, count, largest_side, samples, capacity, info);
}

// Writing.

typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
} sink;

static void put(png_structp png, png_bytep bytes, png_size_t count) {
  sink *to = png_get_io_ptr(png);
  if (count > to->capacity - to->count) {
    size_t larger = (to->count + count) * 2;
    uint8_t *moved = larger > to->count ? realloc(to->bytes, larger) : NULL;
    if (!moved) png_error(png, "out of memory");
    to->bytes = moved;
    to->capacity = larger;
  }
  memcpy(to->bytes + to->count, bytes, count);
  to->count += count;
}

static void flush(png_structp png) { (void)png; }

int cpng_write(const uint8_t *samples, uint32_t width, uint32_t height, int channels,
               uint8_t **bytes, size_t *count, cpng_info *info) {
  memset(info, 0, sizeof *info);
  *bytes = NULL;
  *count = 0;
  sink to = {NULL, 0, 0};
  png_infop header = NULL;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, info, on_error, on_warning);
  if (!png) return 1;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &header);
    // Through a volatile pointer: `to` changed after setjmp.
    sink *volatile left = &to;
    free(left->bytes);
    return 1;
  }
  header = png_create_info_struct(png);
  if (!header) png_error(png, "out of memory");
  png_set_write_fn(png, &to, put, flush);
  int color = channels == 1   ? PNG_COLOR_TYPE_GRAY
              : channels == 3 ? PNG_COLOR_TYPE_RGB
                              : PNG_COLOR_TYPE_RGBA;
  png_set_IHDR(png, header, width, height, 8, color, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, header);
  size_t stride = (size_t)width * (size_t)channels;
  for (uint32_t y = 0; y < height; y++) png_write_row(png, samples + y * stride);
  png_write_end(png, header);
  png_destroy_write_struct(&png, &header);
  *bytes = to.bytes;
  *count = to.count;
  return 0;
}

void cpng_free(uint8_t *bytes) { free(bytes); }

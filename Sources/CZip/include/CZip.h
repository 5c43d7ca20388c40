// A shim over zlib, which libpng already brings along: whole buffers in, whole buffers out, so that
// no zlib structure, macro or pointer that outlives the call is seen from Swift.
#ifndef CZIP_H
#define CZIP_H

#include <stddef.h>
#include <stdint.h>

/// What `czip_inflate` found.
enum czip_result {
  czip_done = 0,      ///< the stream ended exactly where both buffers end
  czip_corrupt = 1,   ///< not a deflate stream
  czip_short = 2,     ///< the stream ended, or its bytes ran out, before `destination` was full
  czip_long = 3,      ///< the stream holds more than `destination` takes, or bytes follow it
  czip_no_memory = 4  ///< zlib could not allocate its window
};

/// Inflates a raw deflate stream (RFC 1951, no zlib or gzip wrapper).
int czip_inflate(const void *source, size_t source_count, void *destination,
                 size_t destination_count);

/// Carries on a CRC-32 (IEEE 802.3, as zip files use it); start from 0.
uint32_t czip_crc32(uint32_t crc, const void *bytes, size_t count);

#endif

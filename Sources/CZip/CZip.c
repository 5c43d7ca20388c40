#include "CZip.h"

#include <string.h>
#include <zlib.h>

// zlib counts in 32 bits: longer buffers go in pieces.
static const size_t piece = (size_t)1 << 30;

int czip_inflate(const void *source, size_t source_count, void *destination,
                 size_t destination_count) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return czip_no_memory;

  unsigned char nowhere;  // zlib wants an address even when nothing may be written
  const unsigned char *in = source;
  unsigned char *out = destination;
  size_t in_left = source_count, out_left = destination_count;
  int result = czip_corrupt;
  for (;;) {
    size_t in_given = in_left < piece ? in_left : piece;
    size_t out_given = out_left < piece ? out_left : piece;
    stream.next_in = (unsigned char *)in;
    stream.avail_in = (uInt)in_given;
    stream.next_out = out_given > 0 ? out : &nowhere;
    stream.avail_out = (uInt)out_given;
    int status = inflate(&stream, Z_NO_FLUSH);
    size_t consumed = in_given - stream.avail_in, produced = out_given - stream.avail_out;
    in += consumed, in_left -= consumed;
    out += produced, out_left -= produced;
    if (status == Z_STREAM_END) {
      result = out_left > 0 ? czip_short : in_left > 0 ? czip_long : czip_done;
      break;
    }
    if (status == Z_MEM_ERROR) {
      result = czip_no_memory;
      break;
    }
    if (status != Z_OK && status != Z_BUF_ERROR) break;
    if (consumed == 0 && produced == 0) {  // no progress: one of the two buffers is used up
      result = in_left == 0 ? czip_short : czip_long;
      break;
    }
  }
  inflateEnd(&stream);
  return result;
}

uint32_t czip_crc32(uint32_t crc, const void *bytes, size_t count) {
  const unsigned char *at = bytes;
  uLong sum = crc;
  while (count > 0) {
    size_t given = count < piece ? count : piece;
    sum = crc32(sum, at, (uInt)given);
    at += given, count -= given;
  }
  return (uint32_t)sum;
}

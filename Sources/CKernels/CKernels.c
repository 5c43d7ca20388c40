#include "CKernels.h"
#include "shuffles.h"
#include <stdint.h>

#if defined(__x86_64__)
#include <immintrin.h>  // masked loads and stores; all other vector code is on clang's own types
#endif

// A multiplication followed by an addition may become one instruction.
#pragma clang fp contract(fast)

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define FN(name) JOIN(name, SET)
#define TEXT_(a) #a
#define TEXT(a) TEXT_(a)
#define INLINE inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

#if defined(__x86_64__)

#define VECTOR_REGISTER "x"
#define SET sse2
#define LANES 4
#define TILE_ROWS 4
#define TILE_VECTORS 2
#define TILE_EXTRA 0
#include "instruction_set.inc"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SET avx2
#define LANES 8
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define TILE_EXTRA 0
#include "instruction_set.inc"
#pragma clang attribute pop

#undef VECTOR_REGISTER
#define VECTOR_REGISTER "v"
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#define SET avx512
#define LANES 16
#define TILE_ROWS 8
#define TILE_VECTORS 3
#define TILE_EXTRA 2
#include "instruction_set.inc"
#pragma clang attribute pop

static const CKTable *const tables[] = {&table_avx512, &table_avx2, &table_sse2};
static long (*const peaks[])(long) = {peak_avx512, peak_avx2, peak_sse2};

int ck_table_is_supported(int index) {
  switch (index) {
    case 0:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    case 1: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    default: return index == 2;
  }
}

#else

// NEON on AArch64; on any other processor the compiler makes of it what it can.
#define VECTOR_REGISTER "w"
#define SET neon
#define LANES 4
#define TILE_ROWS 8
#define TILE_VECTORS 3
#define TILE_EXTRA 0
#include "instruction_set.inc"

static const CKTable *const tables[] = {&table_neon};
static long (*const peaks[])(long) = {peak_neon};

int ck_table_is_supported(int index) { return index == 0; }

#endif

int ck_table_count(void) { return (int)(sizeof(tables) / sizeof(tables[0])); }

const CKTable *ck_table(int index) {
  return tables[index >= 0 && index < ck_table_count() ? index : ck_table_count() - 1];
}

long ck_peak(int index, long rounds) {
  return peaks[index >= 0 && index < ck_table_count() ? index : ck_table_count() - 1](rounds);
}

#ifndef CKernels_H
#define CKernels_H

// The inner loops of Fovea, written once on clang's vector types and compiled once per instruction
// set. `Sources/Tensors/Kernels` picks one table when the program starts and does everything else:
// blocking, threads, shapes.
//
// Rules that hold for every loop here:
//  - Counts may be 0. `out` may be the very same array as an input, but may not overlap it shifted.
//  - No alignment is needed. Elementwise loops touch exactly the floats they name; loops that read
//    or write further say so, and `StoragePool` keeps 64 floats of slack behind every block.
//  - NaN and infinity behave as IEEE 754 says: a NaN that goes in comes out.
//  - One table gives the same bits on every run. Two tables may differ in the last bits.

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A stretch of neighbouring columns of a packed panel that are also neighbours in memory.
typedef struct CKRun {
  /// Where it begins, in floats from the base plus the row's own offset.
  long start;
  /// Its first column in the panel.
  int column;
  int length;
} CKRun;

/// The cells first, first + stride, first + 2 * stride ... of an axis; those outside 0 ..< length are
/// padding.
typedef struct CKAxis {
  long first, stride, length;
} CKAxis;

/// The windows of a convolution over planes of rows->length x columns->length floats. `first` of the
/// axes is minus the padding.
typedef struct CKWindows {
  CKAxis rows, columns;
  long kernel_rows, kernel_columns, row_dilation, column_dilation;
  /// Floats from one channel to the next.
  long plane;
} CKWindows;

/// Neighbouring output cells of one row, which become the columns from `to` on of a packed panel.
typedef struct CKCells {
  /// Where their image begins, in floats.
  long base;
  long row, column;
  int length, to;
} CKCells;

/// A depthwise convolution of one plane: windows of kernel x kernel cells (3 or 5), each `stride` (1
/// or 2) cells from the one before, over a plane with zeros around it.
typedef struct CKDepthwise {
  long kernel, stride;
  long rows, columns;
  long row_padding, column_padding;
  long out_rows, out_columns;
} CKDepthwise;

typedef enum CKActivation {
  CKActivationNone,
  CKActivationReLU,
  CKActivationLeakyReLU,
} CKActivation;

/// What happens to a result before it is stored: activation(x + bias + residual), or
/// activation(x + bias) + residual. NaN stays NaN; relu(-inf) is 0.
typedef struct CKTail {
  /// One float per row, or null for zeros.
  const float *_Nullable bias;
  /// Added element by element; its rows lie as far apart as the result's. Null for zeros. May be the
  /// result itself.
  const float *_Nullable residual;
  CKActivation activation;
  /// What a leaky ReLU multiplies negative numbers by.
  float slope;
  /// Whether the residual is added after the activation.
  int residual_is_last;
} CKTail;

typedef void (*CKUnary)(const float *_Nonnull a, float *_Nonnull out, long count);
typedef void (*CKBinary)(
    const float *_Nonnull a, const float *_Nonnull b, float *_Nonnull out, long count);
typedef void (*CKScalar)(const float *_Nonnull a, float scalar, float *_Nonnull out, long count);

/// A feature map: planes of rows x columns, one for each image and channel.
typedef struct CKMap {
  /// Floats from one image to the next, and from one channel to the next.
  long image_stride, channel_stride;
  int rows, columns;
  /// Rows and columns of zeros above and left of it.
  int row_padding, column_padding;
} CKMap;

/// Tiles of a Winograd convolution that lie side by side in one row of tiles.
typedef struct CKTileRun {
  long image;
  /// Of the first one, counted in tiles.
  int row, column;
  int count;
} CKTileRun;

/// A vector of tiles: `lanes` of them at most, put together from runs.
typedef struct CKTileVector {
  const CKTileRun *_Nonnull runs;
  int run_count;
} CKTileVector;

/// Winograd's transforms for tiles of side x side results (winograd_tile.inc). A tile has as many
/// numbers, the frequencies, as it sees cells: (side + 2) squared, or (2 side + 1) squared where the
/// stride is 2. They lie `stride` floats apart; those of one channel's neighbouring tiles, and then
/// those of the next channel, follow each other.
typedef struct CKWinograd {
  int side;

  /// Some vectors of tiles of some channels, from the map that the convolution reads, zeros where it
  /// has no cell and in lanes that no run fills. Reads up to a vector too far.
  void (*_Nonnull input)(
      const float *_Nonnull first_channel, long channels, const CKMap *_Nonnull map,
      const CKTileVector *_Nonnull tiles, int vectors, float *_Nonnull out, long stride);

  /// The way back: writes exactly the results of the tiles to channels of the map that the
  /// convolution makes, finished by the tail, whose pointers are those of the first channel.
  void (*_Nonnull output)(
      const float *_Nonnull in, long stride, float *_Nonnull first_channel, long channels,
      const CKMap *_Nonnull map, const CKTileVector *_Nonnull tiles, int vectors,
      const CKTail *_Nonnull tail);

  /// The same for `extra` single tiles, the first lanes of one vector: out[f * stride + c * extra + j],
  /// and back from in[f * stride + (panel * extra + j) * tile_rows + row].
  void (*_Nonnull input_extra)(
      const float *_Nonnull first_channel, long channels, const CKMap *_Nonnull map,
      const CKTileVector *_Nonnull tiles, int extra, float *_Nonnull out, long stride);
  void (*_Nonnull output_extra)(
      const float *_Nonnull in, long stride, float *_Nonnull first_channel, long channels,
      const CKMap *_Nonnull map, const CKTileVector *_Nonnull tiles, int extra,
      const CKTail *_Nonnull tail);

  /// The (side + 2) squared frequencies, `stride` floats apart, of `count` weights, each of whose taps
  /// lies `tap_stride` floats behind the one before. Reads and writes up to a vector too far.
  void (*_Nonnull weight)(
      const float *_Nonnull taps, long tap_stride, long count, float *_Nonnull out, long stride);
} CKWinograd;

/// A cell of a map's row or column, and its share of a bin.
typedef struct CKTap {
  int cell;
  float weight;
} CKTap;

/// The bins of a region along one axis: bin i takes the taps starts[i] ..< starts[i + 1].
typedef struct CKBins {
  long count;
  const long *_Nonnull starts;
  const CKTap *_Nonnull taps;
} CKBins;

/// A region of a map as RoIAlign sees it (regions.inc): a bin takes each cell by its row's share times
/// its column's.
typedef struct CKRegion {
  CKBins rows, columns;
  /// Columns of cells from the first to the last that has a tap.
  long left, width;
} CKRegion;

/// So many rows of bins are mixed at once.
enum { CK_ALIGN_ROWS = 7 };

/// The loops of one instruction set.
typedef struct CKTable {
  /// `sse2`, `avx2`, `avx512` or `neon`: what FOVEA_KERNELS names.
  const char *_Nonnull name;
  /// Floats in one vector register.
  int lanes;
  /// The tile of the product that `tile` keeps in registers: rows by columns.
  int tile_rows, tile_columns;
  /// Single columns that a whole tile may carry along: 49 columns cost little more than 48.
  int tile_extra;

  // --- Matrix product (tile.inc, packing.inc) -----------------------------------------------------

  /// A tile of a product: c[i][j] = sum over k of a[k][i] * b[k][j], or, when `accumulate`, that
  /// added to what c holds; then the tail.
  ///
  /// - a: packed, `tile_rows` floats for each k. Rows beyond `rows` are computed but not stored.
  /// - b: packed, for each k `columns` floats rounded up to whole vectors. Of more than
  ///   `tile_columns`, the first `tile_columns` are packed so, and behind them all lie the others: for
  ///   each k `columns - tile_columns` floats.
  /// - c: rows `stride` floats apart; exactly rows x columns of it are written.
  /// - tail: null for none; its pointers are those of the tile's first row and column.
  /// - streams: whether c is larger than the caches, so that it is written past them where whole cache
  ///   lines are. Another thread may read it after an atomic operation of this one.
  void (*_Nonnull tile)(
      long depth, const float *_Nonnull a, const float *_Nonnull b, float *_Nonnull c, long stride,
      int rows, int columns, int accumulate, const CKTail *_Nullable tail, int streams);

  /// A stretch of one row: out[x] = tail(a[x]).
  void (*_Nonnull finish)(
      const float *_Nonnull a, const CKTail *_Nonnull tail, float *_Nonnull out, long count);

  /// Packs a panel whose columns are neighbours in memory: out[k * padded + x] = a[k * stride + x].
  /// Columns from `width` to `padded` get zeros or whatever lies there; `tile` never stores them.
  /// Reads and writes up to a vector too far.
  void (*_Nonnull pack_rows)(
      const float *_Nonnull a, long stride, long depth, int width, float *_Nonnull out, int padded);

  /// Packs a panel whose columns are contiguous along k, `offsets[x]` telling where column x starts:
  /// out[k * padded + x] = a[offsets[x] + k]. `padded` is `tile_rows` or whole vectors.
  /// Reads up to a vector too far, and writes up to `lanes` rows of the panel too far.
  void (*_Nonnull pack_columns)(
      const float *_Nonnull a, const long *_Nonnull offsets, int width, long depth,
      float *_Nonnull out, int padded);

  /// out[r * out_stride + c] = a[c * a_stride + r].
  void (*_Nonnull transpose)(
      const float *_Nonnull a, long a_stride, long rows, long columns, float *_Nonnull out,
      long out_stride);

  /// Packs a panel of a convolution's input: row k is put together from runs, each copied from
  /// a + offsets[k] + run.start. Reads and writes up to a vector too far.
  void (*_Nonnull pack_runs)(
      const float *_Nonnull a, const long *_Nonnull offsets, long depth,
      const CKRun *_Nonnull runs, int run_count, float *_Nonnull out, int padded);

  /// out[x] = bias + sum over k of weights[k] * a[offsets[k] + x]: one row of a product, without
  /// packing anything.
  void (*_Nonnull weighted_sum)(
      const float *_Nonnull a, const long *_Nonnull offsets, const float *_Nonnull weights,
      long depth, float bias, float *_Nonnull out, long count);

  /// Packs a panel of a convolution's input out of the input itself: row (channel, tap) holds what
  /// the tap of each cell sees, zeros where that is padding. Stores whole vectors, up to `padded`.
  void (*_Nonnull pack_windows)(
      const float *_Nonnull a, const CKWindows *_Nonnull windows, const CKCells *_Nonnull cells,
      int cell_count, long channels, float *_Nonnull out, int padded);

  /// Copies every so manyth cell of a plane, zeros where that is padding: out[y * width + x] =
  /// a[row * columns->length + column], row and column as the axes say of y and x.
  void (*_Nonnull pad_plane)(
      const float *_Nonnull a, const CKAxis *_Nonnull rows, const CKAxis *_Nonnull columns,
      long height, long width, float *_Nonnull out);

  /// A plane of a convolution (taps.inc): out[y * width + x] = tail(sum over k of
  /// weights[k] * a[offsets[k] + y * pitch + x]). The tail is one channel's. Reads up to four vectors
  /// too far.
  void (*_Nonnull sum_taps)(
      const float *_Nonnull a, long pitch, const long *_Nonnull offsets,
      const float *_Nonnull weights, long depth, long height, long width,
      const CKTail *_Nonnull tail, float *_Nonnull out);

  // --- Depthwise convolution (depthwise.inc): touches exactly the planes it names ------------------

  /// Rows from ..< to of one plane of results, finished by the tail, which is one channel's and whose
  /// residual is a plane like `out`.
  void (*_Nonnull depthwise)(
      const float *_Nonnull a, const CKDepthwise *_Nonnull shape, const float *_Nonnull weights,
      const CKTail *_Nonnull tail, float *_Nonnull out, long from, long to);
  /// sums[tap] += the gradient of each result times the cell that it saw through the tap.
  void (*_Nonnull depthwise_weights)(
      const float *_Nonnull a, const float *_Nonnull gradient, const CKDepthwise *_Nonnull shape,
      double *_Nonnull sums);
  /// A plane with a zero between any two neighbours: (2 * rows - 1) x (2 * columns - 1) floats.
  void (*_Nonnull spread_plane)(
      const float *_Nonnull a, long rows, long columns, float *_Nonnull out);

  // --- Winograd convolution (winograd.inc) --------------------------------------------------------

  /// One frequency of `panels` times `tile_rows` channels and `vectors` vectors of tiles, at most
  /// `tile_columns` of them: as `tile`, for whole tiles; the rows of c have no gaps. With
  /// `tile_columns`, up to `tile_extra` single tiles more: `extra` floats of `beyond` for each k, and
  /// for each panel of c_beyond `extra` times `tile_rows` floats.
  void (*_Nonnull winograd_multiply)(
      long depth, long panels, const float *_Nonnull a, long panel_stride, const float *_Nonnull b,
      const float *_Nonnull beyond, int vectors, int extra, float *_Nonnull c,
      float *_Nonnull c_beyond, int accumulate);

  /// Brings the weights of 3 x 3 taps of `tile_rows` channels from packed[9 * k + tap] to
  /// out[tap * tap_stride][k], each a row of `tile_rows` floats; `turned` takes the taps in reverse.
  void (*_Nonnull winograd_taps)(
      const float *_Nonnull packed, long depth, int turned, float *_Nonnull out, long tap_stride);

  CKWinograd winograd_4, winograd_6;
  /// 4 x 4 results of stride 2.
  CKWinograd winograd_4_by_2;

  /// For the gradient by the weights (winograd_gradient.inc), with tiles of 4 x 4 results of stride 1:
  /// from some vectors of tiles of some channels of the results' gradient to 36 frequencies, laid out
  /// as `winograd_4.input` does it.
  void (*_Nonnull winograd_gradient)(
      const float *_Nonnull first_channel, long channels, const CKMap *_Nonnull map,
      const CKTileVector *_Nonnull tiles, int vectors, float *_Nonnull out, long stride);
  /// And from the 36 frequencies, `stride` floats apart, of `count` weights to the gradients of their
  /// 9 taps, taps[9 * weight + tap].
  void (*_Nonnull winograd_tap_gradient)(
      const float *_Nonnull products, long stride, long count, float *_Nonnull taps);

  // --- Arithmetic (elementwise.inc) ---------------------------------------------------------------

  CKBinary _Nonnull add, subtract, multiply, divide;
  /// NaN when either is NaN.
  CKBinary _Nonnull maximum, minimum;
  /// a + s, s - a, a * s, a / s, s / a.
  CKScalar _Nonnull add_scalar, subtract_from_scalar, multiply_scalar, divide_by_scalar,
      divide_scalar_by;
  /// y += s * x.
  void (*_Nonnull axpy)(float scalar, const float *_Nonnull x, float *_Nonnull y, long count);
  /// a * scale + shift: one channel of a batch norm.
  void (*_Nonnull scale_shift)(
      const float *_Nonnull a, float scale, float shift, float *_Nonnull out, long count);
  CKUnary _Nonnull square_root;

  // --- Activations ---------------------------------------------------------------------------------

  /// max(a, 0); NaN stays NaN.
  CKUnary _Nonnull relu;
  /// The gradient where x > 0 or x is NaN, otherwise 0: (x, gradient, out, count).
  CKBinary _Nonnull relu_gradient;
  /// a where a > 0, otherwise slope * a.
  CKScalar _Nonnull leaky_relu;
  /// The gradient where x > 0, otherwise slope * gradient.
  void (*_Nonnull leaky_relu_gradient)(
      const float *_Nonnull x, const float *_Nonnull gradient, float slope, float *_Nonnull out,
      long count);

  // --- Exponentials (exponential.inc): relative error at most about 2e-7 ---------------------------

  CKUnary _Nonnull exp, sigmoid, tanh;
  /// One row: exp(a - max) / sum.
  CKUnary _Nonnull softmax;
  /// One row: a - max - log(sum of exp(a - max)).
  CKUnary _Nonnull log_softmax;

  // --- Logarithms and powers (logarithm.inc): relative error at most about 2e-7 -------------------

  /// Minus infinity of 0, NaN of a negative number.
  CKUnary _Nonnull log;
  /// a to the power of a number, as C's pow: NaN of a negative number, unless the exponent is whole.
  CKScalar _Nonnull power;
  /// max(x, 0) - x * t + log(1 + exp(-|x|)), and sigmoid(x) - t: (x, t, out, count).
  CKBinary _Nonnull binary_cross_entropy, binary_cross_entropy_gradient;

  // --- Random numbers (random.inc) -----------------------------------------------------------------

  /// 0 where the upper 24 bits of a draw are below the threshold, elsewhere `kept`. Eight generators
  /// fill a stretch each, `stretch` floats (a multiple of 64), of `count` floats in all:
  /// states[8 * word + generator].
  void (*_Nonnull dropout_mask)(
      const uint64_t *_Nonnull states, uint64_t threshold, float kept, float *_Nonnull out,
      long stretch, long count);

  // --- Reductions (reduction.inc): float vectors within a few thousand elements, double between ----

  double (*_Nonnull sum)(const float *_Nonnull a, long count);
  double (*_Nonnull dot)(const float *_Nonnull a, const float *_Nonnull b, long count);
  /// Sum of (a - centre) squared: the variance's numerator.
  double (*_Nonnull sum_of_squares)(const float *_Nonnull a, float centre, long count);
  /// The largest (smallest); NaN when there is one; minus (plus) infinity for no element.
  float (*_Nonnull largest)(const float *_Nonnull a, long count);
  float (*_Nonnull smallest)(const float *_Nonnull a, long count);

  // --- Pooling -------------------------------------------------------------------------------------

  /// A row of 2x2 max pooling: out[x] = the largest of above[2x], above[2x+1], below[2x], below[2x+1];
  /// NaN when one of them is. `count` outputs, 2 * count inputs in each row.
  CKBinary _Nonnull max_pool_2x2;
  /// One tap of windows two cells apart: out[x] = the larger of a[2 * x] and out[x]; NaN when one of
  /// them is.
  CKUnary _Nonnull maximum_of_evens;

  // --- The way back of training (training.inc) -----------------------------------------------------

  /// Sends each gradient of a row of 2x2 max pooling to the cell that won: the first of equals, the
  /// last of several NaN; the others get 0.
  void (*_Nonnull max_pool_2x2_gradient)(
      const float *_Nonnull above, const float *_Nonnull below, const float *_Nonnull gradient,
      float *_Nonnull out_above, float *_Nonnull out_below, long count);
  /// One tap of many windows: where a[x * stride] is larger than largest[x], or NaN, it takes over,
  /// and winner[x] becomes place + x * stride. Places are below 2^24, so that a float holds them.
  void (*_Nonnull winners)(
      const float *_Nonnull a, long stride, float place, float *_Nonnull largest,
      float *_Nonnull winner, long count);
  /// sums[0] += sum of g, sums[1] += sum of g * (x - mean).
  void (*_Nonnull batch_norm_sums)(
      const float *_Nonnull g, const float *_Nonnull x, float mean, double *_Nonnull sums,
      long count);
  /// factor * ((g - average) - (x - mean) * slope).
  void (*_Nonnull batch_norm_gradient)(
      const float *_Nonnull g, const float *_Nonnull x, float factor, float average, float mean,
      float slope, float *_Nonnull out, long count);

  // --- RoIAlign (regions.inc) ----------------------------------------------------------------------

  /// The bins of a region in each of `channels` planes, `plane` floats apart, with rows `pitch` floats
  /// apart: rows times columns of bins for each channel. Reads up to a vector too far. `lines` is room
  /// for CK_ALIGN_ROWS times the region's width, rounded up to whole vectors.
  void (*_Nonnull align)(
      const float *_Nonnull first_channel, long plane, long channels, long pitch,
      const CKRegion *_Nonnull region, float *_Nonnull lines, float *_Nonnull out);
  /// Adds the gradient of a region's bins in one plane to the gradient of the plane. `line` is room for
  /// the region's width. Touches exactly the cells that have a share.
  void (*_Nonnull align_gradient)(
      const float *_Nonnull gradient, const CKRegion *_Nonnull region, float *_Nonnull line,
      float *_Nonnull plane, long pitch);
} CKTable;

/// How many tables this build carries, fastest first.
int ck_table_count(void);
/// A table, whether or not this processor can run it.
const CKTable *_Nonnull ck_table(int index);
/// Whether this processor has the instructions of table `index`.
int ck_table_is_supported(int index);

/// Independent multiply-adds in registers, `rounds` rounds of 8 vectors, on table `index`'s
/// instructions: what the processor could do at best. Returns the number of floating-point
/// operations done.
long ck_peak(int index, long rounds);

/// Tells the processor that this thread is waiting in a loop.
static inline void ck_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#ifdef __cplusplus
}
#endif
#endif

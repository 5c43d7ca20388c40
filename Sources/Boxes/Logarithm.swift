#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

// The system's functions, under names that no file of this target has to import them for.

func logarithm(_ x: Float) -> Float { logf(x) }

func logarithm2(_ x: Float) -> Float { log2f(x) }

func exponential(_ x: Float) -> Float { expf(x) }

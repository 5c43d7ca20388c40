#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

// The functions of one number, in Double. (C's names are shadowed inside `Reference`.)

private func naturalExponential(_ x: Double) -> Double { exp(x) }
private func naturalLogarithm(_ x: Double) -> Double { log(x) }
private func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

extension Reference {
  package static func exp(_ x: Double) -> Double { naturalExponential(x) }
  package static func log(_ x: Double) -> Double { naturalLogarithm(x) }
  package static func tanh(_ x: Double) -> Double { hyperbolicTangent(x) }
  package static func sigmoid(_ x: Double) -> Double { 1 / (1 + naturalExponential(-x)) }
  package static func relu(_ x: Double) -> Double { x < 0 ? 0 : x }
  package static func power(_ x: Double, _ exponent: Double) -> Double { pow(x, exponent) }
}

internal import CKernels

/// What a Winograd convolution is cut into: squares of results, and the cells that each of them sees.
enum WinogradTile: CaseIterable, Sendable {
  /// 4×4 results of stride 1, from 6×6 cells: 36 multiplications instead of 144.
  case four
  /// 6×6 results of stride 1, from 8×8 cells: 64 multiplications instead of 324.
  case six
  /// 4×4 results of stride 2, from 9×9 cells: 81 multiplications instead of 144. Each line is two
  /// convolutions of stride 1: of its even cells with the outer taps, of its odd ones with the middle
  /// tap, which only multiplies.
  case fourByTwo

  /// Results in each direction.
  var side: Int { self == .six ? 6 : 4 }
  /// Cells between neighbouring windows.
  var stride: Int { self == .fourByTwo ? 2 : 1 }
  /// Cells that it sees in each direction, which are also its frequencies.
  var seen: Int { stride * (side - 1) + 3 }
  var frequencies: Int { seen * seen }

  /// Frequencies of the weights in each direction: for stride 2, five of the outer taps, and the middle
  /// tap as it is.
  var weightSide: Int { side + 2 }
  var weightFrequencies: Int { weightSide * weightSide }

  /// Which frequency of the weights multiplies this one of the cells.
  func weight(at frequency: Int) -> Int {
    guard self == .fourByTwo else { return frequency }
    let (row, column) = frequency.quotientAndRemainder(dividingBy: seen)
    return min(row, weightSide - 1) * weightSide + min(column, weightSide - 1)
  }

  func loops(_ table: CKTable) -> CKWinograd {
    switch self {
    case .four: table.winograd_4
    case .six: table.winograd_6
    case .fourByTwo: table.winograd_4_by_2
    }
  }
}

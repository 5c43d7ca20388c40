import Fovea

/// All there is to know about a tensor beyond its summary.
struct TensorInspection {
  let tensor: Tensor

  /// Name and value, a line each.
  var facts: [(String, String)] {
    var facts: [(String, String)] = []
    for (axis, meaning) in axes.enumerated() { facts.append(("axis \(axis)", meaning)) }
    facts.append(
      (
        "memory",
        "\(NumberText.bytes(tensor.count * 4)), float32, row-major, strides \(strides) (in floats)"
      ))
    if let percentiles { facts.append(("percentiles", percentiles)) }
    facts.append(("gradient", gradient))
    if let origin = tensor.origin {
      facts.append(("operation", "\(origin.operation) of \(inputs(of: origin))"))
    }
    return facts
  }

  /// `C H W` in words, with how long each axis is.
  private var axes: [String] {
    let words =
      switch tensor.rank {
      case 4: ["N, pictures or crops", "C, channels", "H, rows", "W, columns"]
      case 3: ["C, channels", "H, rows", "W, columns"]
      case 2: ["rows", "columns"]
      default: [String]()
      }
    return tensor.shape.enumerated().map { axis, length in
      words.isEmpty ? "\(length)" : "\(length)  \(words[axis])"
    }
  }

  private var strides: [Int] {
    var (strides, step) = ([Int](), 1)
    for length in tensor.shape.reversed() {
      strides.append(step)
      step *= max(1, length)
    }
    return strides.reversed()
  }

  /// By the nearest rank, over the finite numbers.
  private var percentiles: String? {
    guard tensor.count > 12 else { return nil }
    let sorted = tensor.values.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return nil }
    return [1, 25, 50, 75, 99].map { percent in
      let rank = (percent * sorted.count + 99) / 100
      return "\(percent) % \(NumberText.short(Double(sorted[max(0, rank - 1)])))"
    }.joined(separator: "  ")
  }

  private var gradient: String {
    tensor.isTracked
      ? "followed: `backward()` from here reaches parameters"
      : "not followed: no parameter behind it"
  }

  private func inputs(of origin: Origin) -> String {
    origin.inputs.isEmpty
      ? "tensors that are kept no longer"
      : origin.inputs.map { "\($0.shape)" }.joined(separator: ", ")
  }

  // MARK: Channel by channel

  private static let shownChannels = 8

  /// A table of the first channels of `[N, C, H, W]` or `[C, H, W]`; empty for other tensors.
  var channelRows: [[String]] {
    guard tensor.rank == 3 || tensor.rank == 4, tensor.count > 0 else { return [] }
    let axis = tensor.rank - 3
    let channels = tensor.shape[axis]
    let plane = tensor.shape[axis + 1] * tensor.shape[axis + 2]
    let images = axis == 0 ? 1 : tensor.shape[0]
    let values = tensor.values
    let rows = (0..<min(channels, Self.shownChannels)).map { channel -> [String] in
      var numbers: [Float] = []
      for image in 0..<images {
        let start = (image * channels + channel) * plane
        numbers += values[start..<start + plane].filter(\.isFinite)
      }
      return ["\(channel)"] + Self.statistics(numbers)
    }
    return [["channel", "min", "max", "μ", "σ", "zeros"]] + rows
  }

  /// Least, most, mean, deviation and share of zeros.
  private static func statistics(_ numbers: [Float]) -> [String] {
    guard let least = numbers.min(), let most = numbers.max() else {
      return [String](repeating: "–", count: 5)
    }
    let count = Double(numbers.count)
    var (sum, squares) = (0.0, 0.0)
    for number in numbers { sum += Double(number) }
    let mean = sum / count
    for number in numbers { squares += (Double(number) - mean) * (Double(number) - mean) }
    return [
      NumberText.short(Double(least)), NumberText.short(Double(most)), NumberText.short(mean),
      NumberText.short((squares / count).squareRoot()),
      NumberText.share(numbers.count { $0 == 0 }, of: numbers.count),
    ]
  }

  /// How many channels the table leaves out.
  var hiddenChannels: Int {
    channelRows.isEmpty ? 0 : max(0, tensor.shape[tensor.rank - 3] - Self.shownChannels)
  }
}

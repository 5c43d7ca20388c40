extension Tensor: CustomStringConvertible {
  /// The numbers in nested brackets, rounded, the middle of long axes left out:
  /// `[[1.0, 2.5], [3.0, 4.0]]`.
  public var description: String {
    withFloats { floats in
      let strides = Shape.strides(shape)
      func text(_ axis: Int, _ start: Int) -> String {
        guard axis < rank else { return NumberText.element(floats[start]) }
        let length = shape[axis]
        let edge = edge(of: axis)
        var parts: [String] = []
        if count > Self.printedWhole && axis < rank - 4 && length > 1 {
          parts = [text(axis + 1, start), "…"]
        } else if length <= 2 * edge || count <= Self.printedWhole {
          parts = (0..<length).map { text(axis + 1, start + $0 * strides[axis]) }
        } else {
          parts = (0..<edge).map { text(axis + 1, start + $0 * strides[axis]) }
          parts.append("…")
          parts += (length - edge..<length).map { text(axis + 1, start + $0 * strides[axis]) }
        }
        return "[\(parts.joined(separator: ", "))]"
      }
      return count == 0 ? "[] of shape \(shape)" : text(0, 0)
    }
  }

  /// Tensors of so many numbers are printed without leaving any out.
  private static let printedWhole = 24

  /// How many places at each end of a long axis are printed.
  private func edge(of axis: Int) -> Int {
    axis == rank - 1 ? 3 : axis == rank - 2 ? 2 : 1
  }
}

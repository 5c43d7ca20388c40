import Fovea

/// The way from a picture to a tensor, operation by operation.
struct OriginChain {
  /// What is at the beginning: a picture, `[N, C, H, W]` or `[C, H, W]`.
  let picture: Tensor
  /// From the picture on; each with what it answered.
  let links: [Tensor]
  /// What the last two axes of the end saw of the picture.
  let field: ReceptiveField

  /// Follows the first input that has rows and columns, as a learner would.
  ///
  /// - Returns: `nil` for a tensor that knows nothing of its origin, or comes from no picture.
  init?(of tensor: Tensor) {
    var links: [Tensor] = []
    var current = tensor
    while let origin = current.origin {
      links.append(current)
      guard let next = Self.mainInput(of: origin) else { return nil }
      current = next
    }
    guard !links.isEmpty, current.rank >= 3, let field = tensor.origin?.field else { return nil }
    picture = current
    self.links = links.reversed()
    self.field = field
  }

  /// The input that itself comes from somewhere; else the one that looks like a picture.
  private static func mainInput(of origin: Origin) -> Tensor? {
    let maps = origin.inputs.filter { $0.rank >= 3 }
    return maps.first { $0.origin != nil } ?? maps.first
  }

  /// Which of the picture's pixels the cell (row, column) saw: not yet clipped.
  func box(row: Int, column: Int) -> Box {
    func start(_ index: Int) -> Float { field.start + Float(index) * field.stride }
    return Box(x: start(column), y: start(row), width: field.size, height: field.size)
  }

  /// The picture that number `n` of the batch is, at its own size.
  func image(_ n: Int) throws -> Image {
    let one = picture.rank == 4 ? try picture[min(n, picture.shape[0] - 1)] : picture
    if one.shape[0] == 1 || one.shape[0] == 3 { return try Image(one) }
    // No picture, but maps: their mean.
    return try one.mean(axes: [0]).heatMap()
  }

  /// One line an operation: what it is, the shape it answers, what a cell of it sees.
  var rows: [[String]] {
    links.compactMap { tensor in
      guard let origin = tensor.origin else { return nil }
      let sees =
        tensor.rank >= 3
        ? "sees \(NumberText.short(Double(origin.field.size))) px, "
          + "stride \(NumberText.short(Double(origin.field.stride)))" : ""
      return [
        origin.operation, "\(tensor.shape)", sees,
        origin.flops > 0 ? NumberText.flops(origin.flops) : "",
      ]
    }
  }
}

// Layers that look back at others.
extension DarknetLayerReader {
  /// The number of a layer before this one: counted from the first, or backwards from here.
  private func source(_ index: Int, _ key: String) throws -> DarknetBlueprint.Layer {
    let place = index < 0 ? number + index : index  // no overflow: the lists hold small numbers
    guard earlier.indices.contains(place) else {
      throw section.failure(
        key,
        expected: number == 0
          ? "a layer before this one: there is none"
          : "layers before this one, 0 to \(number - 1) or \(-number) to -1",
        found: "\(index)")
    }
    return earlier[place]
  }

  func route() throws -> (DarknetKind, DarknetShape) {
    guard let indices = try section.integers("layers") else {
      throw section.failure("layers", expected: "the numbers of layers")
    }
    let sources = try indices.map { try source($0, "layers") }
    let shapes = sources.map(\.output)
    let first = shapes[0]  // a list is never empty
    let numbers = sources.map(\.number)
    let isMap = shapes.allSatisfy {
      $0.isMap && $0.height == first.height && $0.width == first.width
    }
    if isMap {
      let channels = shapes.reduce(0) { $0 + $1.channels }
      return (.route(numbers), try map(channels, first.height, first.width, "layers"))
    }
    return (.route(numbers), try line(shapes.reduce(0) { $0 + $1.count }, "layers"))
  }

  func shortcut() throws -> (DarknetKind, DarknetShape) {
    try requireMap()
    let from = try source(try section.integer("from", in: -100_000...100_000), "from")
    let shape = from.output
    // The source may be finer, by a whole number, and have more or fewer channels.
    let step = shape.isMap ? shape.width / input.width : 0
    guard step >= 1, shape.height / input.height == step else {
      throw section.failure(
        "from", expected: "a map at least as fine as this one, \(input), by the same step each way",
        found: "layer \(from.number), \(shape)")
    }
    let kind = DarknetKind.Shortcut(
      source: from.number, alpha: try section.number("alpha", 1),
      beta: try section.number("beta", 1), activation: try activation("linear"))
    return (.shortcut(kind), input)
  }
}

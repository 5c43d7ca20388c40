import Tensors

/// What stands in a model, layer by layer: a table to print.
///
/// ```
/// layer       kind         output           parameters
/// features.0  Conv2D       [1, 16, 32, 32]         448
/// features.1  BatchNorm2D  [1, 16, 32, 32]          32
/// …
/// ```
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let table = try Model(named: "pasture-classifier", using: &generator).table()
///       table.parameterCount
public struct LayerTable: Equatable, Sendable, CustomStringConvertible {
  public struct Row: Equatable, Sendable {
    /// The full name: `features.0`.
    public let name: String
    /// The layer's type: `Conv2D`.
    public let kind: String
    public let outputShape: [Int]
    /// What its first operation was given; `nil` for a layer that computes nothing.
    public let inputShape: [Int]?
    /// Floating-point operations; a multiplication and an addition count as two.
    public let flops: Int
    /// How the last two axes of its output lie over the picture; `nil` once there are none.
    public let field: ReceptiveField?
    /// Numbers that training changes.
    public let parameterCount: Int
  }

  public let inputShape: [Int]
  public let rows: [Row]
  /// Of the whole model; a parameter that stands under two names counts once.
  public let parameterCount: Int

  public var description: String {
    let lines =
      [["layer", "kind", "output", "parameters"], ["", "input", "\(inputShape)", ""]]
      + rows.map { [$0.name, $0.kind, "\($0.outputShape)", "\($0.parameterCount)"] }
      + [["", "", "", "\(parameterCount)"]]
    let widths = (0..<4).map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let padded = line.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - line[column].count)
        return column == 3 ? space + line[column] : line[column] + space
      }
      return padded.joined(separator: "  ")
    }
    .joined(separator: "\n")
  }
}

extension TensorLayer {
  /// The shapes that a batch of zeros takes on its way through (inference), and what each layer has
  /// to learn. Containers inside are opened up.
  ///
  /// - Throws: `ShapeError`, naming the layer, when an input of that shape does not fit.
  /// - Parameter inputShape: `[N, C, H, W]`, or what the layer takes.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       print(try Linear(inputs: 2, outputs: 3, using: &generator).table(inputShape: [1, 2]))
  public func table(inputShape: [Int]) throws -> LayerTable {
    try table(inputShape: inputShape) { _ = try self($0) }
  }
}

extension Layer {
  /// The same for a layer that answers something other than one tensor.
  ///
  /// - Parameter run: sends a tensor through this layer.
  public func table(
    inputShape: [Int], running run: (Tensor) throws -> Void
  ) throws -> LayerTable {
    let seen = try withoutGradient {
      try recordingOrigins {
        try stages(countingCosts: true) { try run(Tensor.zeros(inputShape)) }
      }
    }
    return LayerTable(
      inputShape: inputShape,
      rows: seen.map { stage in
        LayerTable.Row(
          name: stage.name, kind: stage.layer.map { "\(type(of: $0))" } ?? "–",
          outputShape: stage.output.shape, inputShape: stage.cost?.inputShape,
          flops: stage.cost?.total ?? 0,
          field: stage.output.rank == 4 ? stage.output.origin?.field : nil,
          parameterCount: stage.layer?.parameterCount ?? 0)
      },
      parameterCount: parameterCount)
  }
}

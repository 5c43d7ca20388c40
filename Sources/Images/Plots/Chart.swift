/// A chart of lines, points or bars: a value that every call adds something to.
///
///     try show(
///       Chart(title: "Loss", x: "step", y: "cross-entropy")
///         .line("training", losses)
///         .line("validation", x: steps, y: validationLosses))
///
/// Numbers that are not finite are left out: a line has a gap there.
///
/// - Example:
///       let chart = Chart(title: "Loss", x: "step", y: "cross-entropy", width: 400, height: 300)
///       try chart.line("training", [3, 2, 1.5]).picture()
public struct Chart: Hashable, Sendable {
  public var title, xLabel, yLabel: String
  /// In pixels.
  public var width, height: Int
  var series: [Series] = []
  var rules: [Rule] = []
  var isLogarithmicX = false
  var isLogarithmicY = false
  var xRange: ClosedRange<Float>?
  var yRange: ClosedRange<Float>?

  struct Series: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      /// Dots stand on a line that has room for them; an outline never has any.
      case line, outline
      case points, bars
      /// Filled down to the axis: a histogram.
      case area
    }
    let kind: Kind
    let name: String
    /// Names of the bars; empty otherwise.
    let names: [String]
    let x, y: [Float]
  }

  struct Rule: Hashable, Sendable {
    let y: Float
    let name: String
  }

  /// An empty chart.
  ///
  /// - Parameters:
  ///   - x: what runs along the horizontal axis, with its unit.
  ///   - y: what runs up the vertical axis, with its unit.
  /// - Parameter title: stands above.
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  public init(
    title: String = "", x: String = "", y: String = "", width: Int = 720, height: Int = 440
  ) {
    self.title = title
    self.xLabel = x
    self.yLabel = y
    self.width = width
    self.height = height
  }
}

extension Chart {
  /// Adds a line over 0, 1, 2 …
  ///
  /// - Parameter name: of the line, in the legend.
  /// - Example: `try Chart().line("training", [3, 2, 1.5]).picture()`
  /// - Parameter values: the heights.
  public func line(_ name: String, _ values: [Float]) -> Chart {
    line(name, x: values.indices.map(Float.init), y: values)
  }

  /// Adds a line through (x, y), in the order given. The lists must be equally long, which
  /// `picture()` checks.
  ///
  /// - Parameter name: of the line, in the legend.
  /// - Example: `try Chart().line("validation", x: [0, 10], y: [3, 2]).picture()`
  public func line(_ name: String, x: [Float], y: [Float]) -> Chart {
    adding(Series(kind: .line, name: name, names: [], x: x, y: y))
  }

  /// Adds a line through points.
  public func line(_ name: String, _ points: [Point]) -> Chart {
    line(name, x: points.map(\.x), y: points.map(\.y))
  }

  /// Adds a cloud of points.
  ///
  /// - Parameter name: of the points, in the legend.
  /// - Parameter x: one for each point.
  /// - Parameter y: one for each point.
  /// - Example: `try Chart().points("boxes", x: [1, 2, 3], y: [4, 2, 3]).picture()`
  public func points(_ name: String, x: [Float], y: [Float]) -> Chart {
    adding(Series(kind: .points, name: name, names: [], x: x, y: y))
  }

  /// Adds bars, one for each name. Called again with the same names and another `series`, bars
  /// stand side by side.
  ///
  /// - Parameter values: one for each name.
  /// - Example: `try Chart().bars(["sheep", "dog"], [12, 3]).picture()`
  public func bars(_ names: [String], _ values: [Float], series: String = "") -> Chart {
    adding(
      Series(
        kind: .bars, name: series, names: names, x: values.indices.map(Float.init), y: values))
  }

  /// Adds a dashed horizontal line: a goal, a threshold.
  ///
  /// - Parameter name: of the line, in the legend.
  /// - Parameter y: where it lies, in the unit of the axis.
  /// - Example: `try Chart().line("loss", [3, 2, 1.5]).rule("goal", y: 1).picture()`
  public func rule(_ name: String, y: Float) -> Chart {
    var copy = self
    copy.rules.append(Rule(y: y, name: name))
    return copy
  }

  /// With a logarithmic horizontal axis; numbers that are not positive are left out.
  ///
  /// - Example: `try Chart().line("loss", x: [1, 10, 100], y: [3, 2, 1]).logarithmicX().picture()`
  public func logarithmicX() -> Chart {
    var copy = self
    copy.isLogarithmicX = true
    return copy
  }

  /// With a logarithmic vertical axis; numbers that are not positive are left out.
  ///
  /// - Example: `try Chart().line("loss", [100, 10, 1]).logarithmicY().picture()`
  public func logarithmicY() -> Chart {
    var copy = self
    copy.isLogarithmicY = true
    return copy
  }

  /// With the ends of the axes as given; what lies beyond is cut.
  ///
  /// - Parameter x: the ends of the horizontal axis; `nil` fits it to the numbers.
  /// - Parameter y: the ends of the vertical axis; `nil` fits it to the numbers.
  /// - Example: `try Chart().line("loss", [3, 2, 1.5]).ranging(y: 0...4).picture()`
  public func ranging(x: ClosedRange<Float>? = nil, y: ClosedRange<Float>? = nil) -> Chart {
    var copy = self
    copy.xRange = x ?? xRange
    copy.yRange = y ?? yRange
    return copy
  }

  func adding(_ new: Series) -> Chart {
    var copy = self
    copy.series.append(new)
    return copy
  }
}

extension Chart: CustomStringConvertible {
  public var description: String {
    "Chart ‘\(title)’, \(series.count) series, \(width)×\(height)"
  }
}

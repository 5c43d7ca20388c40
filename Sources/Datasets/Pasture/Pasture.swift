import Images
import Tensors

/// A world of meadows for detectors to look at: pictures drawn from nothing but a number, with
/// everything that is in them known to the pixel.
///
/// Version 1 is frozen: a test keeps the SHA-256 of ten scenes, since trained models depend on it.
///
/// - Example: `try Pasture.scene(seed: 7).image`
public enum Pasture {
  public static let version = 1

  /// person, sheep, cat, dog, tree, house, tractor, kite.
  ///
  /// - Example: `Pasture.classNames`
  public static let classNames = PastureClass.allCases.map(\.name)

  /// The names of the values of `PastureScene.semanticMap`: five kinds of stuff, then the things.
  ///
  /// - Example: `Pasture.semanticNames`
  public static let semanticNames = PastureStuff.allCases.map(\.name) + classNames

  /// The scene of a number, at a size.
  ///
  /// The same seed and size give the same pixels and the same ground truth on every machine, in
  /// every run, on any thread. Another size of the same proportions shows the same arrangement.
  ///
  /// - Parameters:
  ///   - seed: any number; see `PastureSplit` for those that training and tests use.
  ///   - width: pixels, 1 … 4096.
  ///   - height: pixels, 1 … 4096.
  /// - Throws: `ImageError` for another size, or for one more than eight times as long as wide.
  /// - Example: `try Pasture.scene(seed: 7)`
  public static func scene(seed: Int, width: Int = 192, height: Int = 144) throws -> PastureScene {
    guard (1...4096).contains(width), (1...4096).contains(height), width <= 8 * height,
      height <= 8 * width
    else {
      throw ImageError(
        "Pasture.scene",
        expected: "a width and a height of 1 to 4096 pixels, neither over 8 times the other",
        found: "\(width)×\(height)", hint: "192×144, the size that everything is trained on")
    }
    var generator = SeededGenerator(seed: seed)
    let frame = Frame(pixelWidth: width, pixelHeight: height)
    let weather = Weather(using: &generator)
    let landscape = Landscape(frame: frame, weather: weather, using: &generator)
    let layout = Layout(
      frame: frame, weather: weather, landscape: landscape, using: &generator)
    return Composer(
      frame: frame, weather: weather, landscape: landscape, placements: layout.placements,
      seed: seed
    ).compose(using: &generator)
  }
}

/// A picture that a cell showed.
public struct ShownPicture: Sendable {
  public var caption: String
  public var raster: Raster
  /// The PNG file's bytes.
  public var png: @Sendable () throws -> [UInt8]

  public init(
    caption: String, raster: Raster, png: @escaping @Sendable () throws -> [UInt8]
  ) {
    self.caption = caption
    self.raster = raster
    self.png = png
  }
}

/// Plain pixels: 8-bit red, green, blue, row by row from the top left.
public struct Raster: Equatable, Sendable {
  public let width: Int
  public let height: Int
  /// `3 * width * height` samples.
  public let samples: [UInt8]

  /// - Returns: `nil` unless the samples fit the size.
  public init?(width: Int, height: Int, samples: [UInt8]) {
    guard width > 0, height > 0, samples.count / 3 / width == height,
      samples.count == 3 * width * height
    else { return nil }
    self.width = width
    self.height = height
    self.samples = samples
  }

  /// All one colour: nothing to be seen on it.
  public var isBlank: Bool {
    for index in stride(from: 3, to: samples.count, by: 3)
    where samples[index] != samples[0] || samples[index + 1] != samples[1]
      || samples[index + 2] != samples[2]
    {
      return false
    }
    return true
  }
}

/// Gives pictures their files: `DIR/NN-name/MM-caption.png`, MM the step.
public struct PictureFiles {
  /// The run's folder.
  public let folder: String
  private var taken: Set<String> = []

  public init(folder: String) {
    self.folder = folder
  }

  /// Writes the picture aside and moves it into its place.
  ///
  /// - Parameters:
  ///   - group: the lesson's `NN-name`, or `prompt`.
  ///   - step: 0 outside a lesson.
  /// - Returns: the path, `folder` included.
  /// - Throws: when the picture cannot be encoded or the folder cannot be written.
  public mutating func write(_ picture: ShownPicture, group: String, step: Int) throws -> String {
    let number = (step < 10 ? "0" : "") + "\(step)"
    let base = "\(folder)/\(group)/\(number)-\(Self.slug(picture.caption))"
    var (path, count) = (base + ".png", 1)
    while !taken.insert(path).inserted {
      count += 1
      path = "\(base)-\(count).png"
    }
    try AtomicFile.write(try picture.png(), to: path)
    return path
  }

  /// A step that is run again writes over its own files.
  public mutating func begin(group: String, step: Int) {
    let number = (step < 10 ? "0" : "") + "\(step)"
    taken = taken.filter { !$0.hasPrefix("\(folder)/\(group)/\(number)-") }
  }

  /// A caption as a file name: `The scene, 192×144` → `the-scene-192-144`.
  static func slug(_ caption: String) -> String {
    let words = caption.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let slug = words.joined(separator: "-").prefix(48)
    return slug.isEmpty ? "picture" : String(slug)
  }
}

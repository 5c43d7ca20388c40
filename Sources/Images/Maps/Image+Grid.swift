import Boxes

extension Image {
  /// Pictures side by side and below each other, each with a caption under it.
  ///
  /// Every cell is as large as the largest picture; smaller ones stand in the middle. A caption is
  /// broken into lines, and cut when it still does not fit.
  ///
  /// - Parameters:
  ///   - captions: none, or one for each picture.
  ///   - columns: `nil` chooses a number that makes the sheet about 4:3.
  /// - Throws: `ImageError` when there is no picture, the captions do not match, or the sheet gets
  ///   too large.
  /// - Parameter images: of any sizes.
  /// - Parameter title: stands above.
  /// - Example:
  ///       let image = try Image(example: "pasture-01.png")
  ///       try Image.grid([image, image.grey()], captions: ["colour", "grey"])
  public static func grid(
    _ images: [Image], captions: [String] = [], columns: Int? = nil, title: String = "",
    gap: Int = 8, background: Color = .white
  ) throws -> Image {
    guard !images.isEmpty else {
      throw ImageError("grid", expected: "at least one picture", found: "an empty list")
    }
    guard captions.isEmpty || captions.count == images.count else {
      throw ImageError(
        "grid", expected: "one caption for each of \(images.count) pictures, or none",
        found: "\(captions.count) captions")
    }
    guard columns.map({ $0 >= 1 }) ?? true, (0...256).contains(gap) else {
      throw ImageError(
        "grid", expected: "at least one column, and a gap of 0 to 256 pixels",
        found: "\(columns ?? 1) columns, a gap of \(gap)")
    }
    let layout = GridLayout(images, captions: captions, columns: columns, title: title, gap: gap)
    return try layout.drawn(images, background: background)
  }

  /// This picture beside another, the smaller one enlarged by a whole factor where that fits.
  ///
  /// - Parameter captions: what stands under each; none when both are empty.
  /// - Example:
  ///       let image = try Image(example: "pasture-01.png")
  ///       try image.beside(image.flipped())
  public func beside(_ other: Image, captions: (String, String) = ("", "")) throws -> Image {
    func enlarged(_ small: Image, to large: Image) throws -> Image {
      try small.scaled(by: max(1, min(large.width / small.width, large.height / small.height)))
    }
    let pair = try [enlarged(self, to: other), enlarged(other, to: self)]
    let words = [captions.0, captions.1]
    return try Image.grid(
      pair, captions: words.allSatisfy(\.isEmpty) ? [] : words, columns: 2)
  }
}

/// Where everything stands on a grid of pictures.
private struct GridLayout {
  let columns, rows, cellWidth, cellHeight, gap: Int
  let captions: [String]  // already broken into lines that fit
  let captionHeight, titleHeight, titleWidth: Int
  let title: String
  let style: TextStyle
  static let titleStyle = TextStyle(size: 16, isBold: true)

  init(_ images: [Image], captions: [String], columns: Int?, title: String, gap: Int) {
    cellWidth = images.map(\.width).max() ?? 1
    cellHeight = images.map(\.height).max() ?? 1
    self.gap = gap
    let style = cellWidth >= 200 ? TextStyle.medium : TextStyle.small
    self.style = style
    let room = cellWidth + gap / 2
    self.captions = captions.map { caption in
      style.wrapped(caption, width: room).split(separator: "\n").prefix(3)
        .map { style.fitted(String($0), width: room) }.joined(separator: "\n")
    }
    let lines = self.captions.map { $0.split(separator: "\n").count }.max() ?? 0
    captionHeight = lines == 0 ? 0 : lines * style.lineHeight + 2
    let (width, height) = (Float(cellWidth + gap), Float(cellHeight + captionHeight + gap))
    let ideal = (Float(images.count) * height / width * 4 / 3).squareRoot().rounded()
    self.columns = max(1, min(columns ?? Int(max(1, min(ideal, 16_384))), images.count))
    rows = (images.count + self.columns - 1) / self.columns
    self.title = title
    titleHeight = title.isEmpty ? 0 : Self.titleStyle.height(of: title) + 4
    titleWidth = Self.titleStyle.width(of: title)
  }

  func drawn(_ images: [Image], background: Color) throws -> Image {
    let ink = background.textColor
    let stepY = cellHeight + captionHeight + gap
    let width = max(columns * (cellWidth + gap), min(titleWidth, 1200)) + gap
    var sheet = try Image(
      width: width, height: rows * stepY + gap + titleHeight, color: background.withAlpha(1))
    sheet.draw(text: title, x: gap, y: gap / 2 + 2, style: Self.titleStyle.colored(ink))
    for (index, image) in images.enumerated() {
      let x = gap + index % columns * (cellWidth + gap)
      let y = gap + titleHeight + index / columns * stepY
      let left = x + (cellWidth - image.width) / 2
      sheet.paste(image.rgb(over: background), x: left, y: y + (cellHeight - image.height) / 2)
      if captions.indices.contains(index) {
        sheet.draw(
          centered: captions[index], x: x + cellWidth / 2, y: y + cellHeight + 3,
          style: style.colored(ink))
      }
    }
    return sheet
  }
}

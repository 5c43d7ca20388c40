import Testing

@testable import Images

@Suite struct TextTests {
  static let tables = [
    Glyphs.capitals, Glyphs.smallLetters, Glyphs.digits, Glyphs.punctuation, Glyphs.mathematics,
    Glyphs.greek,
  ]

  @Test func noLetterStandsTwice() {
    #expect(Glyphs.table.count == Self.tables.reduce(0) { $0 + $1.count })
  }

  @Test func everythingNeededIsThere() {
    let ascii = (0x20...0x7E).compactMap { UnicodeScalar($0) }.map { Character($0) }
    for letter in ascii + Array("μσ×→·–…°²≥≤%−≈±é") {
      #expect(glyph(for: letter).base.advance > 0)
      #expect(Glyphs.table[letter] != nil || glyph(for: letter).mark != nil, "\(letter)")
    }
  }

  /// The pixels of one letter, large enough to tell shapes apart.
  func drawn(_ letter: Character) throws -> Image {
    try Image(width: 60, height: 60).drawing(
      text: String(letter), x: 10, y: 10, style: TextStyle(size: 22))
  }

  @Test func everyLetterHasAShapeOfItsOwn() throws {
    let same: Set<Character> = ["µ", "−", "–", "·", "\u{A0}"]  // look like another on purpose
    var seen: [[UInt8]: Character] = [:]
    for letter in Glyphs.table.keys where !same.contains(letter) {
      let samples = try drawn(letter).samples
      #expect(seen[samples] == nil, "\(letter) looks like \(seen[samples].map(String.init) ?? "")")
      seen[samples] = letter
    }
    #expect(try drawn("é") != drawn("e"))
    #expect(try drawn("\u{4E00}") == drawn("\u{4E01}"))  // both missing: an empty box
  }

  @Test func lettersStayInTheirLine() throws {
    for letter in Glyphs.table.keys {
      let style = TextStyle(size: 22)
      let image = try drawn(letter).grey()
      let rows = (0..<60).filter { y in
        image.samples[y * 60..<(y + 1) * 60].contains { $0 < 255 }
      }
      let top = rows.first ?? 10
      let bottom = rows.last ?? 10
      #expect(top >= 10 && bottom < 10 + style.lineHeight, "\(letter)")
    }
  }

  @Test func measures() {
    let style = TextStyle.small
    #expect(style.width(of: "") == 0)
    #expect(style.width(of: "nn") == 2 * style.width(of: "n"))
    #expect(style.width(of: "n\nnnn") == style.width(of: "nnn"))
    #expect(style.height(of: "a\nb") == 2 * style.lineHeight)
    #expect(style.width(of: "0") == style.width(of: "1"))  // figures line up
    #expect(TextStyle.large.width(of: "word") > TextStyle.medium.width(of: "word"))
  }

  @Test func fittingAndWrapping() {
    let style = TextStyle.small
    let text = "receptive field"
    #expect(style.fitted(text, width: 1000) == text)
    let short = style.fitted(text, width: 50)
    #expect(short.hasPrefix("rec") && short.hasSuffix("…"))
    #expect(style.width(of: short) <= 50)
    #expect(style.fitted(text, width: 2) == "")
    #expect(style.wrapped("one two three", width: style.width(of: "one two")) == "one two\nthree")
  }

  /// At 11 pixels a stem fills exactly one column.
  @Test func stemsAreCrisp() throws {
    let image = try Image(width: 12, height: 16).drawing(text: "l", x: 2, y: 1, style: .small)
    let row = (0..<12).map { image.grey().samples[6 * 12 + $0] }
    #expect(row[3] == 0)
    #expect(row[1] == 255 && row[5] == 255)
    #expect(row[2] > 220 && row[4] > 220)
  }
}

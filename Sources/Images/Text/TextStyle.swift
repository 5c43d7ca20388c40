import Foundation

/// How text is written into a picture.
public struct TextStyle: Hashable, Sendable {
  /// In pixels: the height from the top of a `d` to the foot of a `p`. 11 is small print, 14 text,
  /// 18 a title; 8 is the least that can be read.
  public var size: Int
  public var isBold: Bool
  public var color: Color

  public init(size: Int = 14, isBold: Bool = false, color: Color = .black) {
    self.size = size
    self.isBold = isBold
    self.color = color
  }

  /// For marks on small things: axis ticks, captions of tiles.
  public static let small = TextStyle(size: 11)
  public static let medium = TextStyle(size: 14)
  public static let large = TextStyle(size: 18, isBold: true)

  public func colored(_ color: Color) -> TextStyle {
    TextStyle(size: size, isBold: isBold, color: color)
  }
}

// Measures, in pixels.
extension TextStyle {
  /// Sizes outside what can be read or drawn are pulled inside.
  var scale: Float { Float(min(max(size, 8), 400)) / 11 }
  var penWidth: Float { max(1, scale * (isBold ? 1.75 : 1.12)) }

  /// From the top of a line to its baseline.
  public var ascent: Int { Int((8 * scale + penWidth / 2).rounded(.up)) }
  /// From one baseline to the next.
  public var lineHeight: Int { Int((13 * scale).rounded()) }
  /// The height of a capital letter.
  public var capitalHeight: Int { Int((7 * scale).rounded()) + 1 }

  /// The width of the longest line of `text`.
  public func width(of text: String) -> Int {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in line.reduce(0) { $0 + advance(of: $1) } }.max() ?? 0
  }

  /// The height of all lines of `text`.
  public func height(of text: String) -> Int {
    lineHeight * text.split(separator: "\n", omittingEmptySubsequences: false).count
  }

  /// `text`, or as much of its beginning as fits into so many pixels, with an ellipsis.
  public func fitted(_ text: String, width limit: Int) -> String {
    if width(of: text) <= limit { return text }
    var used = advance(of: "…")
    var kept = ""
    for letter in text {
      used += advance(of: letter)
      if used > limit { break }
      kept.append(letter)
    }
    return kept.isEmpty && advance(of: "…") > limit ? "" : kept + "…"
  }

  /// The lines of `text` broken at spaces so that none is wider than so many pixels, as far as
  /// single words allow.
  public func wrapped(_ text: String, width limit: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var lines: [String] = []
      for word in line.split(separator: " ") {
        if let last = lines.last, width(of: "\(last) \(word)") <= limit {
          lines[lines.count - 1] = "\(last) \(word)"
        } else {
          lines.append(String(word))
        }
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  func advance(of letter: Character) -> Int {
    // The grid leaves room for whole pixels at 11; larger letters can stand closer.
    let tracking: Float = isBold ? 0.35 : -0.4
    return Int(((glyph(for: letter).base.advance + tracking) * scale).rounded())
  }
}

/// The strokes of a letter and of the mark over it, if any.
func glyph(for letter: Character) -> (base: GlyphStrokes, mark: GlyphStrokes?) {
  if let glyph = Glyphs.table[letter] { return (glyph, nil) }
  let parts = Array(String(letter).decomposedStringWithCanonicalMapping.unicodeScalars)
  guard let first = parts.first, parts.count == 2,
    let base = Glyphs.table[Character(first)], let mark = Glyphs.marks[Character(parts[1])]
  else { return (Glyphs.missing, nil) }
  return (base, mark)
}

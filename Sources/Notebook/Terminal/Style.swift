/// Bold, italic and colours, or nothing at all.
public struct Style: Sendable {
  public var isOn: Bool

  public init(isOn: Bool) {
    self.isOn = isOn
  }

  /// The sixteen colours every terminal has, in its user's own taste.
  public enum Ink: Int, Sendable {
    case red = 31
    case green, yellow, blue, magenta, cyan
    case grey = 90
  }

  public func bold(_ text: String) -> String { wrapped(text, 1, 22) }
  public func dim(_ text: String) -> String { wrapped(text, 2, 22) }
  public func italic(_ text: String) -> String { wrapped(text, 3, 23) }
  public func underlined(_ text: String) -> String { wrapped(text, 4, 24) }
  public func struck(_ text: String) -> String { wrapped(text, 9, 29) }
  public func color(_ text: String, _ ink: Ink) -> String { wrapped(text, ink.rawValue, 39) }

  private func wrapped(_ text: String, _ on: Int, _ off: Int) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(on)m\(text)\u{1B}[\(off)m" : text
  }
}

/// How wide text is on the screen.
enum TextWidth {
  /// Columns of `text`, escape sequences not counted.
  static func of(_ text: String) -> Int {
    var width = 0
    var isEscape = false
    for character in text {
      if isEscape {
        if character.isLetter { isEscape = false }
      } else if character == "\u{1B}" {
        isEscape = true
      } else {
        width += of(character)
      }
    }
    return width
  }

  /// 2 for East Asian wide characters and emoji, 1 for others.
  static func of(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default:
      return scalar.properties.generalCategory == .nonspacingMark || scalar.value == 0xFE0F ? 0 : 1
    }
  }

  /// Control characters made visible, so that a stray byte cannot move the cursor.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
      return text
    }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == "\n" || scalar == "\t" {
        result.unicodeScalars.append(scalar)
      } else if scalar.value < 32 || scalar.value == 127 {
        result += scalar.value == 127 ? "␡" : String(UnicodeScalar(0x2400 + scalar.value) ?? "?")
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

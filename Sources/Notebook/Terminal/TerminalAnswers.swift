internal import CReadline

/// What a terminal said when it was asked what it can draw.
///
/// - Source: kitty's "Terminal graphics protocol", *Querying support*; xterm's "Control Sequences",
///   DA1 (parameter 4 is sixel), XTVERSION, and `CSI 16 t` for the size of a cell.
struct TerminalAnswers: Equatable {
  var hasKittyGraphics = false
  /// By its own name, as XTVERSION tells it: `iTerm2 3.5.0`, `WezTerm 2024…`.
  var name = ""
  var hasSixel = false
  var cell: PictureRoom.Cell?
  /// What was no answer: keys that somebody typed.
  var typed = ""

  var pictureMode: Terminal.PictureMode {
    if hasKittyGraphics { return .kitty }
    if name.hasPrefix("iTerm2") || name.hasPrefix("WezTerm") { return .iterm }
    return hasSixel ? .sixel : .blocks
  }

  /// A terminal that answers nothing keeps us waiting so long, in milliseconds.
  private static let patience: Int32 = 700

  /// Asks the terminal on standard input and output; `nil` where there is none.
  static func ask(environment: [String: String]) -> TerminalAnswers? {
    var answer = [CChar](repeating: 0, count: 4096)
    let count = fovea_terminal_ask(
      question(environment: environment), &answer, Int32(answer.count), patience)
    guard count >= 0 else { return nil }
    return TerminalAnswers(answer.prefix(Int(count)).map { UInt8(bitPattern: $0) })
  }

  /// tmux and screen answer for themselves; what they do not know they would show or pass on.
  static func question(environment: [String: String]) -> String {
    let term = environment["TERM"] ?? ""
    let isInside =
      environment["TMUX"]?.isEmpty == false || term.hasPrefix("tmux") || term.hasPrefix("screen")
    let own = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\" + "\u{1B}[>q"
    return (isInside ? "" : own) + "\u{1B}[16t" + "\u{1B}[c"
  }

  init() {}

  /// Takes the answers apart.
  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    var keys: [UInt8] = []
    while let first = rest.first {
      guard first == 0x1B, let (kind, body, length) = Self.sequence(rest) else {
        keys.append(first)
        rest = rest.dropFirst()
        continue
      }
      let text = String(decoding: body, as: UTF8.self)
      rest = rest.dropFirst(length)
      switch kind {
      case UInt8(ascii: "_"): if text.hasPrefix("Gi=31;OK") { hasKittyGraphics = true }
      case UInt8(ascii: "P"): if text.hasPrefix(">|") { name = String(text.dropFirst(2)) }
      default: take(control: text)
      }
    }
    typed = String(decoding: keys, as: UTF8.self)
  }

  /// `?62;4;22c`, `6;20;10t`.
  private mutating func take(control text: String) {
    let numbers = text.dropFirst(text.hasPrefix("?") ? 1 : 0).dropLast().split(separator: ";")
      .compactMap { Int($0) }
    if text.hasPrefix("?"), text.hasSuffix("c") {
      hasSixel = numbers.dropFirst().contains(4)
    } else if text.hasSuffix("t"), numbers.count == 3, numbers[0] == 6 {
      let (height, width) = (numbers[1], numbers[2])
      if (1...200).contains(width), (1...400).contains(height) {
        cell = PictureRoom.Cell(width: width, height: height)
      }
    }
  }

  /// An escape sequence at the start of `bytes`: APC and DCS up to their ST, CSI with its final byte.
  private static func sequence(
    _ bytes: ArraySlice<UInt8>
  ) -> (kind: UInt8, body: ArraySlice<UInt8>, length: Int)? {
    guard bytes.count > 1 else { return nil }
    let kind = bytes[bytes.startIndex + 1]
    let start = bytes.startIndex + 2
    switch kind {
    case UInt8(ascii: "_"), UInt8(ascii: "P"):
      var index = start
      while index + 1 < bytes.endIndex {
        if bytes[index] == 0x1B, bytes[index + 1] == UInt8(ascii: "\\") {
          return (kind, bytes[start..<index], index + 2 - bytes.startIndex)
        }
        index += 1
      }
      return nil
    case UInt8(ascii: "["):
      guard let end = bytes[start...].firstIndex(where: { (0x40...0x7E).contains($0) }) else {
        return nil
      }
      // An arrow key is no answer.
      let isAnswer = bytes[end] == UInt8(ascii: "c") || bytes[end] == UInt8(ascii: "t")
      return isAnswer ? (kind, bytes[start...end], end + 1 - bytes.startIndex) : nil
    default: return nil
    }
  }
}

/// How many colours a terminal has for text.
enum ColorDepth: Equatable, Sendable {
  /// 24 bits.
  case full
  /// xterm's 256: a cube of 6×6×6 and 24 greys.
  case indexed

  /// By COLORTERM and TERM, as there is no query that every terminal answers.
  init(environment: [String: String]) {
    let term = environment["TERM"] ?? ""
    let color = environment["COLORTERM"]?.lowercased() ?? ""
    let isKnown = ["kitty", "alacritty", "foot", "ghostty", "wezterm", "tmux", "contour"]
      .contains { term.contains($0) }
    let isFull =
      color == "truecolor" || color == "24bit" || term.hasSuffix("-direct") || isKnown
      || environment["TMUX"]?.isEmpty == false  // tmux brings colours down to what is outside
    self = isFull ? .full : .indexed
  }

  /// The sequence's number for a colour, 0xRRGGBB: `2;255;128;0` or `5;208`.
  func code(_ color: UInt32) -> String {
    switch self {
    case .full: "2;\(color >> 16);\(color >> 8 & 255);\(color & 255)"
    case .indexed: "5;\(Self.index(color))"
    }
  }

  private static let levels: [Int] = [0, 95, 135, 175, 215, 255]

  /// The nearest of the 256, by the sum of squared differences.
  static func index(_ color: UInt32) -> Int {
    let channels = [color >> 16, color >> 8 & 255, color & 255].map(Int.init)
    let steps = channels.map { channel in
      levels.indices.min { abs(levels[$0] - channel) < abs(levels[$1] - channel) } ?? 0
    }
    func distance(_ other: [Int]) -> Int {
      zip(channels, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let grey = min(23, max(0, (channels.reduce(0, +) / 3 - 8 + 5) / 10))
    let inCube = distance(steps.map { levels[$0] })
    let inGreys = distance([8 + 10 * grey, 8 + 10 * grey, 8 + 10 * grey])
    return inGreys < inCube ? 232 + grey : 16 + 36 * steps[0] + 6 * steps[1] + steps[2]
  }
}

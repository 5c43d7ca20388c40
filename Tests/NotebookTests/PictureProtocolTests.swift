import Foundation
import LessonKit
import Testing

@testable import Notebook

@Suite struct PictureProtocolTests {
  static func picture(_ width: Int, _ height: Int, png: [UInt8] = [1, 2, 3]) throws -> ShownPicture
  {
    ShownPicture(caption: "c", raster: try HalfBlockTests.raster(width, height), png: { png })
  }

  @Test(arguments: [(1, 1), (1, 9000), (9000, 1), (192, 144), (960, 720), (33, 7)])
  func nothingIsLargerThanItsRoom(width: Int, height: Int) {
    for (columns, rows) in [(80, 20), (20, 4), (10, 1), (200, 60)] {
      for cell in [PictureRoom.Cell.usual, .init(width: 7, height: 15)] {
        let room = PictureRoom(columns: columns, rows: rows, cell: cell)
        let fit = room.fit(width: width, height: height)
        #expect(fit.columns >= 1 && fit.columns <= columns - 1)
        #expect(fit.rows >= 1 && fit.rows <= rows)
        #expect(fit.width <= fit.columns * cell.width)
        #expect(fit.height <= fit.rows * cell.height)
      }
    }
  }

  @Test func smallPicturesGrowByWholeNumbers() {
    let room = PictureRoom(columns: 100, rows: 40)
    #expect(
      room.fit(width: 192, height: 144) == .init(width: 384, height: 288, columns: 39, rows: 15))
    #expect(room.fit(width: 600, height: 300).width == 600)
  }

  // MARK: kitty and iTerm2

  @Test func kittyGetsThePNGInPieces() throws {
    let png = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let room = PictureRoom(columns: 80, rows: 20)
    let text = try KittyPicture().drawing(Self.picture(192, 144, png: png), in: room)
    let pieces = text.matches(of: /\u{1B}_G([^;]*);([^\u{1B}]*)\u{1B}\\/)
    #expect(pieces.count == 4)
    #expect(pieces.allSatisfy { $0.output.2.count <= 4096 })
    #expect(pieces.first?.output.1 == "a=T,f=100,q=2,c=39,r=15,m=1")
    #expect(pieces.dropFirst().map { String($0.output.1) } == ["m=1", "m=1", "m=0"])
    let data = Data(base64Encoded: pieces.map { String($0.output.2) }.joined())
    #expect(data == Data(png))
    #expect(text.hasSuffix("\n"))
  }

  @Test func iTermGetsThePNGAtOnce() throws {
    let text = try ITermPicture().drawing(Self.picture(192, 144), in: .init(columns: 80, rows: 20))
    #expect(
      text
        == " \u{1B}]1337;File=inline=1;size=3;width=39;height=15;preserveAspectRatio=1:AQID\u{7}\n")
  }

  // MARK: Sixel

  /// Reads sixel graphics back: 0xRRGGBB row by row, in percent steps.
  static func decoded(_ text: String) throws -> (width: Int, height: Int, pixels: [UInt32]) {
    let body = try #require(
      text.firstMatch(of: /\u{1B}P[0-9;]*q"1;1;(\d+);(\d+)([^\u{1B}]*)\u{1B}\\/))
    let (width, height) = (try #require(Int(body.output.1)), try #require(Int(body.output.2)))
    var pixels = [UInt32](repeating: 0xFFFF_FFFF, count: width * height)
    var palette: [Int: UInt32] = [:]
    var (color, x, top) = (0, 0, 0)
    var rest = body.output.3
    func numbers() -> [Int] {
      let text = rest.prefix { $0.isNumber || $0 == ";" }
      rest = rest.dropFirst(text.count)
      return text.split(separator: ";").compactMap { Int($0) }
    }
    while let mark = rest.popFirst() {
      switch mark {
      case "#":
        let values = numbers()
        color = values[0]
        if values.count == 5 {
          let channels = values[2...].map { UInt32(($0 * 255 + 50) / 100) }
          palette[color] = channels[0] << 16 | channels[1] << 8 | channels[2]
        }
      case "$": x = 0
      case "-": (x, top) = (0, top + 6)
      default:
        let count = mark == "!" ? numbers()[0] : 1
        let next = mark == "!" ? rest.popFirst() : mark
        let character = try #require(next)
        let pattern = try #require(character.unicodeScalars.first).value - 63
        for _ in 0..<count {
          for bit in 0..<6 where pattern >> UInt32(bit) & 1 == 1 {
            pixels[(top + bit) * width + x] = try #require(palette[color])
          }
          x += 1
        }
      }
    }
    return (width, height, pixels)
  }

  @Test(arguments: [(1, 1), (7, 13), (16, 6), (40, 30)])
  func fewColoursComeBackExactly(width: Int, height: Int) throws {
    // Colours that percents can say.
    let colors: [UInt32] = [0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x330099]
    let pixels = (0..<width * height).map { colors[($0 * 7 + $0 / width) % colors.count] }
    let text = SixelPicture.text(pixels, width: width, height: height)
    let decoded = try Self.decoded(text)
    #expect(decoded.width == width && decoded.height == height)
    #expect(decoded.pixels == pixels)
  }

  @Test func manyColoursComeBackNearly() throws {
    let (width, height) = (96, 64)
    let pixels = (0..<width * height).map { index -> UInt32 in
      let (x, y) = (index % width, index / width)
      return UInt32(x * 255 / 95) << 16 | UInt32(y * 255 / 63) << 8 | UInt32((x + y) * 255 / 158)
    }
    let decoded = try Self.decoded(SixelPicture.text(pixels, width: width, height: height))
    var sum = 0.0
    for (found, truth) in zip(decoded.pixels, pixels) {
      for shift: UInt32 in [16, 8, 0] {
        sum += abs(Double(found >> shift & 255) - Double(truth >> shift & 255))
      }
    }
    #expect(Set(decoded.pixels).count > 200)
    #expect(sum / Double(3 * pixels.count) < 8)
  }

  // MARK: 256 colours

  @Test func theNearestOf256IsFound() {
    #expect(ColorDepth.index(0x000000) == 16)
    #expect(ColorDepth.index(0xFFFFFF) == 231)
    #expect(ColorDepth.index(0xFF8700) == 208)
    #expect(ColorDepth.index(0x767676) == 243)
    #expect(ColorDepth.index(0x5F87AF) == 67)
  }

  @Test func theEnvironmentTellsTheColours() {
    #expect(ColorDepth(environment: ["TERM": "xterm-256color"]) == .indexed)
    #expect(ColorDepth(environment: ["TERM": "xterm-256color", "COLORTERM": "truecolor"]) == .full)
    #expect(ColorDepth(environment: ["TERM": "xterm-kitty"]) == .full)
    #expect(ColorDepth(environment: ["TERM": "screen", "TMUX": "/tmp/x,1,0"]) == .full)
  }

  // MARK: Answers

  @Test func answersAreTakenApart() {
    func mode(_ text: String) -> Terminal.PictureMode {
      TerminalAnswers(Array(text.utf8)).pictureMode
    }
    let kitty = "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|kitty(0.35)\u{1B}\\\u{1B}[6;18;9t\u{1B}[?62;c"
    #expect(mode(kitty) == .kitty)
    #expect(TerminalAnswers(Array(kitty.utf8)).cell == .init(width: 9, height: 18))
    #expect(mode("\u{1B}P>|iTerm2 3.5.0\u{1B}\\\u{1B}[?62;4c") == .iterm)
    #expect(mode("\u{1B}P>|XTerm(390)\u{1B}\\\u{1B}[?63;1;4;22c") == .sixel)
    #expect(mode("\u{1B}[?1;2;4c") == .sixel)
    #expect(mode("\u{1B}[?64;1;22c") == .blocks)
    #expect(mode("\u{1B}_Gi=31;EINVAL:bad\u{1B}\\\u{1B}[?1;2c") == .blocks)
    #expect(mode("") == .blocks)
  }

  @Test func keysTypedMeanwhileAreKept() {
    let answers = TerminalAnswers(Array("let\u{1B}[?62;4c a = 1\n\u{1B}[A".utf8))
    #expect(answers.hasSixel)
    #expect(answers.typed == "let a = 1\n\u{1B}[A")
    #expect(TerminalAnswers([0x1B, 0x5F, 0x47, 0xFF, 0x1B]).typed.hasPrefix("\u{1B}_G"))
    #expect(TerminalAnswers(Array("\u{1B}[6;99999999999999999999;3t".utf8)).cell == nil)
  }

  @Test func tmuxIsAskedOnlyWhatItAnswers() {
    #expect(!TerminalAnswers.question(environment: ["TERM": "tmux-256color"]).contains("_G"))
    #expect(!TerminalAnswers.question(environment: ["TMUX": "x"]).contains(">q"))
    #expect(TerminalAnswers.question(environment: ["TERM": "xterm"]).hasSuffix("\u{1B}[c"))
  }
}

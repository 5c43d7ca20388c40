import Testing

@testable import Checkpoints

@Suite struct JSONTests {
  @Test func readsEveryKindOfValue() throws {
    let text =
      #" {"a": [1, -2.5e+3, 0], "b": {"c": true, "d": false}, "e": null, "f": "\u00e4\ud83d\udc11\/\n"} "#
    #expect(
      try JSON(Array(text.utf8))
        == .object([
          .init(key: "a", value: .array([.number("1"), .number("-2.5e+3"), .number("0")])),
          .init(
            key: "b",
            value: .object([
              .init(key: "c", value: .bool(true)), .init(key: "d", value: .bool(false)),
            ])),
          .init(key: "e", value: .null),
          .init(key: "f", value: .string("ä🐑/\n")),
        ]))
  }

  @Test(arguments: [
    "", "  ", "tru", "nul", "+1", "-", "1.", ".5", "1e", "01", "[1,]", "[,1]", "[1 2]", "{\"a\"}",
    "{\"a\":}", "{a:1}", "{\"a\":1,}", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\\ud800x\"",
    "\"\\udc00\"",
    "\"\\ud800\\u0041\"", "\"\t\"", "[1]]", "{} {}", "'a'", "NaN", "Infinity", "\u{FEFF}1",
  ])
  func refusesWhatIsNotJSON(_ text: String) {
    #expect(throws: JSON.SyntaxError.self) { try JSON(Array(text.utf8)) }
  }

  @Test func wholeNumbersAreExact() throws {
    #expect(try JSON(Array("9223372036854775807".utf8)).naturalNumber == Int.max)
    #expect(try JSON(Array("9223372036854775808".utf8)).naturalNumber == nil)
    #expect(try JSON(Array("-1".utf8)).naturalNumber == nil)
    #expect(try JSON(Array("1e3".utf8)).naturalNumber == nil)
  }

  @Test func writtenTextIsReadBack() throws {
    let text = "\0\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}\"\\/ä🐑\u{2028}"
    #expect(try JSON(Array(JSON.text(text).utf8)) == .string(text))
  }
}

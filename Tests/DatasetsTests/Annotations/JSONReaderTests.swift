import Foundation
import Testing

@testable import Datasets

@Suite struct JSONReaderTests {
  /// Reads a whole document, checking it, and answers what is wrong with it.
  func complaint(_ text: [UInt8], deepest: Int = 64) -> DatasetError? {
    do {
      var reader = try JSONReader(text, file: "t.json", deepest: deepest)
      try reader.skip()
      try reader.end()
      return nil
    } catch { return error as? DatasetError }
  }

  func complaint(_ text: String) -> DatasetError? { complaint(Array(text.utf8)) }

  @Test(arguments: [
    "0", "-0", "1.5e3", "1E-2", "123456789012345678901234567890", "[]", "{}", "[[],{}]", "null",
    " true ", "\"\"", "\"\\u0041\\n\\\"\"", "\"\\ud83d\\ude00\"", "\"é😀\"", "{\"a\":{\"a\":1}}",
    "[1,\n2 ,3\r\n]", "\"\\\\\"", "0.0", "1e0", "[\"\\\\\",1]", "-1e-400",
  ])
  func documentsAreRead(_ text: String) { #expect(complaint(text) == nil) }

  @Test(arguments: [
    "", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
    "{'a':1}", "{\"a\":1 \"b\":2}", "[1 2]", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x10",
    "NaN", "Infinity", "-Infinity", "nul", "tru", "falsee", "TRUE", "\"", "\"a", "\"\\\"",
    "\"\\x\"",
    "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\t\"",
    "\"\n\"", "1 2", "[] []", "{\"a\":1,\"a\":2}", "[1]x", "\u{FEFF}1", "1e999", "-1e999", "\\",
    "[1,//c\n2]", "--1", "1-2", "\"\\", "{\"\\u0061\":1,\"a\":2}", "\u{0}", "[\u{0}]", "\"\u{0}\"",
  ])
  func otherTextsAreRefused(_ text: String) { #expect(complaint(text) != nil) }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xE9, 0x22], [0x22, 0xC0, 0x80, 0x22],
      [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0xEF, 0xBB, 0xBF, 0x31], [0xFF, 0xFE, 0x31, 0],
      [0, 0x31], [0x31, 0], [0x1F, 0x8B, 8], [0xE9],
    ] as [[UInt8]])
  func otherEncodingsAreRefused(_ bytes: [UInt8]) { #expect(complaint(bytes) != nil) }

  @Test func depthEnds() {
    let deep = { (n: Int) in
      Array(String(repeating: "[", count: n).utf8) + Array(String(repeating: "]", count: n).utf8)
    }
    #expect(complaint(deep(64)) == nil)
    #expect(complaint(deep(65))?.expected == "at most 64 levels of nesting")
    #expect(complaint(deep(1_000_000)) != nil)
  }

  @Test func placesAreLineAndColumn() throws {
    let error = try #require(complaint("{\n  \"a\": 1,\r\n  \"b\": [1, 2, x]\n}"))
    #expect(error.place == Place(file: "t.json", line: 3, column: 15))
    #expect(error.description == "t.json:3:15: expected a value, found x")
    #expect(complaint("[1,\n\n")?.place.line == 3)
    #expect(complaint("[1,\n \"abc")?.place == Place(file: "t.json", line: 2, column: 2))
  }

  @Test func manyKeysAreEachTakenOnce() {
    let keys = (0..<1000).map { "\"k\($0)\":0" }
    #expect(complaint("{\(keys.joined(separator: ","))}") == nil)
    #expect(complaint("{\(keys.joined(separator: ",")),\"k999\":1}") != nil)
    #expect(complaint("{\(keys.joined(separator: ",")),\"k3\":1}") != nil)
  }

  @Test func stringsAreUnescaped() throws {
    var reader = try JSONReader(
      Array(#"["a\/b\\\"\b\f\n\r\t", "\u00e9\ud83d\ude00é", ""]"#.utf8), file: "t")
    var found: [String] = []
    try reader.array("strings") { found.append(try $0.string("a string")) }
    #expect(found == ["a/b\\\"\u{8}\u{C}\n\r\t", "é😀é", ""])
  }

  /// Oracle: `Double(_:)`, which is `strtod`.
  @Test func numbersAreRoundedAsStrtodDoes() throws {
    var mutations = Mutations(seed: 3)
    var texts = [
      "0.1", "-0", "9007199254740993", "9007199254740992.5", "2.2250738585072014e-308", "5e-324",
      "1.7976931348623157e308", "123456789012345", "1234567890123456", "0.000000000000000000001",
      "1e22", "1e23", "3e-23", "999999999999999e22", "0.30000000000000004", "1e-400",
      "100000000000000000000000.5", "0e99999999999999999999", "12345678901234567890123e-10",
    ]
    for _ in 0..<20_000 {
      let digits = (0...mutations.next(20)).map { _ in "\(mutations.next(10))" }.joined()
      let whole = "\(mutations.next(1000))"
      let power = mutations.next(3) == 0 ? "" : "e\(mutations.next(60) - 30)"
      texts.append((mutations.next(2) == 0 ? "-" : "") + whole + "." + digits + power)
    }
    for text in texts {
      var reader = try JSONReader(Array(text.utf8), file: "t")
      let value = try reader.number("a number")
      #expect(value.bitPattern == Double(text)?.bitPattern, "\(text)")
      try reader.end()
    }
  }

  @Test func wholeNumbersAreExactOrRefused() throws {
    func integer(_ text: String) throws -> Int {
      var reader = try JSONReader(Array(text.utf8), file: "t")
      let value = try reader.integer("an id")
      try reader.end()
      return value
    }
    #expect(try integer("9223372036854775807") == .max)
    #expect(try integer("-9223372036854775808") == .min)
    #expect(try integer("900719925474099301") == 900_719_925_474_099_301)
    #expect(try integer("7.0") == 7 && integer("12e2") == 1200 && integer("-0") == 0)
    for bad in ["9223372036854775808", "1e300", "0.5", "01", "-", "\"7\"", "[7]", "NaN", "7a"] {
      #expect(throws: DatasetError.self, "\(bad)") { try integer(bad) }
    }
  }

  @Test func anyBytesAreReadOrRefused() {
    let seed = Array(
      #"{"a":[1,-2.5e3,{"b":"\u00e9\\x","c":null}],"d":true,"e":"é","f":[[],{}]}"#.utf8)
    var mutations = Mutations(seed: 1)
    let marks = Array("{}[]\",:\\u0e-.tfn \n".utf8) + [0, 0x80, 0xFF]
    for _ in 0..<30_000 {
      let text = mutations.apply(to: seed, marks: marks)
      let ours = complaint(text) == nil
      // Foundation takes more than we do (several keys alike, other encodings), never less.
      if ours {
        #expect(
          (try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)) != nil,
          "\(String(decoding: text, as: UTF8.self))")
      }
    }
  }
}

/// An element of an XML file, with its line. Attributes are left out: VOC has none.
final class XMLNode {
  let name: String
  let line: Int
  fileprivate(set) var children: [XMLNode] = []
  fileprivate var bytes: [UInt8] = []

  fileprivate init(name: String, line: Int) { (self.name, self.line) = (name, line) }

  /// The text between its tags, white space at both ends taken off.
  var text: String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// The first child of that name.
  subscript(_ name: String) -> XMLNode? { children.first { $0.name == name } }

  /// The outermost element of a file.
  ///
  /// - Throws: `DatasetError` with the line.
  static func root(of text: [UInt8], file: String) throws -> XMLNode {
    var parser = XMLParser(text: text, file: file)
    return try parser.document()
  }
}

/// Reads the XML that annotation tools write: elements, text, comments, CDATA.
///
/// Ours, since Foundation's reader would tie every start of `fovea` to the system's libxml2 for a
/// format of ten tags. Document types are refused: with no entity to expand, no kilobyte of XML can
/// fill the memory or read other files.
private struct XMLParser {
  let text: [UInt8]
  let file: String
  private var at = 0
  private var line = 1
  private var open: [XMLNode] = []
  private var root: XMLNode?

  private static let deepest = 64

  init(text: [UInt8], file: String) { (self.text, self.file) = (text, file) }

  mutating func document() throws -> XMLNode {
    try checkEncoding()
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    while at < text.count {
      if text[at] == UInt8(ascii: "<") { try markup() } else { try characters() }
    }
    guard let root, open.isEmpty else {
      throw failure(
        open.last.map { "</\($0.name)>, which line \($0.line) opens" } ?? "an element",
        "the end of the file", hint: "the file may be cut off: fetch or write it again")
    }
    return root
  }

  private func checkEncoding() throws {
    if text.contains(0) {
      throw failure(
        "XML in UTF-8", "UTF-16, or no text at all",
        hint: "iconv -f utf-16 -t utf-8 OLD.xml > NEW.xml")
    }
    guard String(validating: text, as: UTF8.self) != nil else {
      throw failure(
        "XML in UTF-8", "bytes that are not",
        hint: "if the file is in Latin-1: iconv -f latin1 -t utf-8 OLD.xml > NEW.xml")
    }
  }

  private mutating func markup() throws {
    if take("<!--") { return try skip(past: "-->", "a comment") }
    if take("<?") { return try skip(past: "?>", "an instruction") }
    if take("<![CDATA[") {
      let start = at
      try skip(past: "]]>", "CDATA")
      guard let element = open.last else { throw failure("an element", "text outside of any") }
      element.bytes += text[start..<at - 3]
      return
    }
    if take("<!") {
      throw failure(
        "elements", "a <!… declaration",
        hint: "take the document type and its entities out of the file")
    }
    if take("</") { return try endTag() }
    at += 1
    try startTag()
  }

  private mutating func startTag() throws {
    let name = try name()
    let element = XMLNode(name: name, line: line)
    guard open.count < Self.deepest else {
      throw failure("at most \(Self.deepest) levels of nesting", "<\(name)>")
    }
    if let parent = open.last {
      parent.children.append(element)
    } else if root == nil {
      root = element
    } else {
      throw failure("the end of the file", "a second outermost element <\(name)>")
    }
    // Attributes are passed over; a > in their quotes does not end the tag.
    var quote: UInt8?
    while at < text.count {
      let byte = text[at]
      at += 1
      if byte == UInt8(ascii: "\n") { line += 1 }
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "<") {
        break
      } else if byte == UInt8(ascii: ">") {
        if text[at - 2] != UInt8(ascii: "/") { open.append(element) }
        return
      }
    }
    throw failure("a > that ends <\(name)", at < text.count ? "another <" : "the end of the file")
  }

  private mutating func endTag() throws {
    let name = try name()
    while at < text.count, isSpace(text[at]) { advance() }
    guard let element = open.last, element.name == name, take(">") else {
      throw failure(
        open.last.map { "</\($0.name)>, which line \($0.line) opens" } ?? "nothing to end",
        "</\(name)")
    }
    open.removeLast()
  }

  /// Text up to the next tag, its five entities and its numbered characters replaced.
  private mutating func characters() throws {
    while at < text.count, text[at] != UInt8(ascii: "<") {
      let byte = text[at]
      guard let element = open.last else {
        guard isSpace(byte) else { throw failure("an element", "text outside of any") }
        advance()
        continue
      }
      if byte == UInt8(ascii: "&") {
        element.bytes += try entity()
      } else {
        element.bytes.append(byte)
        advance()
      }
    }
  }

  private mutating func entity() throws -> [UInt8] {
    for (entity, mark) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&apos;", "'"),
    ] where take(entity) { return Array(mark.utf8) }
    let reference = text[at...].prefix(12).prefix { $0 != UInt8(ascii: ";") }
    let word = String(decoding: reference, as: UTF8.self)
    let code =
      word.hasPrefix("&#x")
      ? UInt32(word.dropFirst(3), radix: 16)
      : word.hasPrefix("&#") ? UInt32(word.dropFirst(2)) : nil
    guard let scalar = code.flatMap(Unicode.Scalar.init), scalar != "\0" else {
      throw failure("one of &lt; &gt; &amp; &quot; &apos; or &#…;", shown(word))
    }
    at += reference.count
    guard take(";") else { throw failure("a ; after \(word)", "none") }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func name() throws -> String {
    let start = at
    while at < text.count {
      switch text[at] {
      case 45, 46, 48...58, 65...90, 95, 97...122, 0x80...:
        at += 1
        continue
      default: break
      }
      break
    }
    guard at > start else { throw failure("a name after <", "none") }
    return String(decoding: text[start..<at], as: UTF8.self)
  }

  private mutating func take(_ word: String) -> Bool {
    guard text[at...].starts(with: word.utf8) else { return false }
    at += word.utf8.count
    return true
  }

  private mutating func skip(past end: String, _ what: String) throws {
    while at < text.count {
      if take(end) { return }
      advance()
    }
    throw failure("\(end), the end of \(what)", "the end of the file")
  }

  private mutating func advance() {
    if text[at] == UInt8(ascii: "\n") { line += 1 }
    at += 1
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private func failure(_ expected: String, _ found: String, hint: String = "") -> DatasetError {
    DatasetError(Place(file: file, line: line), expected: expected, found: found, hint: hint)
  }
}

import Testing

@testable import Datasets

@Suite struct XMLTests {
  func root(_ text: String) throws -> XMLNode {
    try XMLNode.root(of: Array(text.utf8), file: "t.xml")
  }

  @Test func elementsTextAndLinesArrive() throws {
    let node = try root(
      """
      <?xml version="1.0" encoding="utf-8"?>
      <!-- by hand -->
      <annotation verified="a>b">
        <name> cat &amp; dog&#233;&#x1F600; </name>
        <empty/>
        <raw><![CDATA[<&>]]></raw>
        <name>second</name >
      </annotation>

      """)
    #expect(node.name == "annotation" && node.line == 3)
    #expect(node["name"]?.text == "cat & dogé😀" && node["name"]?.line == 4)
    #expect(node["empty"]?.text == "" && node["raw"]?.text == "<&>")
    #expect(node.children.map(\.name) == ["name", "empty", "raw", "name"])
  }

  @Test(arguments: [
    "", " ", "a", "<a>", "<a></b>", "</a>", "<a/><b/>", "<a>\n<b></a>", "<", "<>", "<a", "<a b=\"",
    "<a b=\">\"", "<a>&nbsp;</a>", "<a>&#xD800;</a>", "<a>&#0;</a>", "<a>&amp</a>", "<!--", "<?xml",
    "<a><![CDATA[</a>", "<a/>x", "<![CDATA[x]]><a/>", "<a<b/>>",
    "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a><!ENTITY x></a>", "<a>\u{0}</a>", "<a>&",
  ])
  func otherTextsAreRefused(_ text: String) {
    #expect(throws: DatasetError.self) { try root(text) }
  }

  @Test func placesAreLines() {
    let error = #expect(throws: DatasetError.self) { try root("<a>\n <b>\n </c>\n</a>") }
    #expect(error?.description == "t.xml:3: expected </b>, which line 2 opens, found </c")
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(throws: DatasetError.self) { try root(deep) }
    #expect(throws: DatasetError.self) { try XMLNode.root(of: [0x3C, 0xE9, 0x3E], file: "t") }
  }

  @Test func anyBytesAreReadOrRefused() {
    let seed = Array("<?xml?><a x='1'>\n<b>1 &lt; 2</b><!-- c --><c/><![CDATA[d]]>é</a>\n".utf8)
    var mutations = Mutations(seed: 5)
    let marks = Array("<>/!?&;-[]\"'= \n#xa".utf8) + [0, 0x80]
    var read = 0
    for _ in 0..<30_000 {
      let text = mutations.apply(to: seed, marks: marks)
      if (try? XMLNode.root(of: text, file: "t")) != nil { read += 1 }
    }
    #expect(read > 100 && read < 29_000)
  }
}

import Foundation
import Images
import Testing

@Suite struct PNGTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name, png: String
    let width, height, channels: Int
    let samples: String
    var testDescription: String { name }
  }
  static let cases = fixture("png-suite", of: Case.self)

  @Test func everyKindIsThere() { #expect(Self.cases.count == 53) }

  @Test(arguments: cases)
  func everyColorTypeDepthAndInterlaceIsRead(_ example: Case) throws {
    let image = try Image(png: bytes(example.png))
    #expect(image.width == example.width && image.height == example.height)
    #expect(image.channels == example.channels)
    #expect(image.samples == bytes(example.samples))
  }

  @Test(arguments: cases)
  func cutOffAnywhereItIsAnError(_ example: Case) throws {
    let whole = bytes(example.png)
    for length in 0..<whole.count - 12 {  // the last 12 bytes only say that it ends
      #expect(throws: ImageError.self) { try Image(png: Array(whole[..<length])) }
    }
  }

  @Test(arguments: cases)
  func aDamagedByteNeverEndsTheProcess(_ example: Case) throws {
    let whole = bytes(example.png)
    for index in whole.indices {
      for damage: UInt8 in [0x01, 0x80, 0xFF] {
        var damaged = whole
        damaged[index] ^= damage
        do {
          let image = try Image(png: damaged)
          #expect(image.samples.count == image.width * image.height * image.channels)
        } catch let error as ImageError {
          #expect(!error.found.isEmpty)
        }
      }
    }
  }

  @Test(arguments: [1, 3, 4], [(1, 1), (1, 9000), (9000, 1), (7, 5)])
  func writtenAndReadAgain(channels: Int, size: (Int, Int)) throws {
    let image = pattern(size.0, size.1, channels)
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try image.write(to: folder + "/a.png")
    try image.write(to: folder + "/a.png")  // over the old one
    #expect(try Image(contentsOf: folder + "/a.png") == image)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.png"])
  }

  @Test func filesThatAreNoPNGAreNamed() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func found(_ bytes: [UInt8]) throws -> ImageError? {
      let path = folder + "/x.png"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: ImageError.self) { try Image(contentsOf: path) }
      #expect(error?.place == path)
      #expect(error?.hint != "")
      return error
    }
    let jpeg = try found([0xFF, 0xD8, 0xFF, 0xE0, 0, 16])
    #expect(jpeg?.found == "a JPEG")
    #expect(jpeg?.hint.contains("trait JPEG") == true && jpeg?.hint.contains("djpeg") == true)
    #expect(try found([])?.found == "an empty file")
    #expect(try found(Array("GIF89a".utf8))?.found == "a GIF")
    #expect(try found([0x89, 0x50])?.found == "only the first 2 bytes of a PNG")
    #expect(try found([1, 2, 3, 4, 5])?.found == "5 bytes that start with 1 2 3 4")
  }

  @Test func pathsThatCannotBeReadAreNamed() throws {
    let missing = #expect(throws: ImageError.self) { try Image(contentsOf: "/no/such/file.png") }
    #expect(missing?.place == "/no/such/file.png")
    #expect(missing?.found == "no such file or directory")
    #expect(throws: ImageError.self) { try Image(contentsOf: "/tmp") }
    #expect(throws: ImageError.self) { try Image(contentsOf: "/dev/zero") }
    #expect(throws: ImageError.self) { try Image(contentsOf: "") }
    let image = try Image(width: 2, height: 2)
    let unwritable = #expect(throws: ImageError.self) { try image.write(to: "/no/such/file.png") }
    #expect(unwritable?.place == "/no/such/file.png")
    // A device or a pipe stays what it is, whoever runs this.
    let pipe = try temporaryFolder() + "/pipe.png"
    #expect(mkfifo(pipe, 0o600) == 0)
    let special = #expect(throws: ImageError.self) { try image.write(to: pipe) }
    #expect(special?.found == "something that is no file")
    var status = stat()
    #expect(stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    #expect(throws: ImageError.self) { try image.write(to: "/tmp") }
  }

  /// A header alone that promises 4 gigapixels: refused before anything is allocated.
  @Test func absurdSizesAreRefused() throws {
    guard let base = Self.cases.first(where: { $0.name == "RGB 8 plain" }) else { return }
    var data = bytes(base.png)
    data.replaceSubrange(16..<24, with: [0, 1, 0, 0, 0, 1, 0, 0])
    data.replaceSubrange(29..<33, with: crc32(Array(data[12..<29])))
    let error = #expect(throws: ImageError.self) { try Image(png: data, name: "huge.png") }
    #expect(error?.place == "huge.png")
    #expect(error?.found == "65536×65536")
  }

  private func crc32(_ bytes: [UInt8]) -> [UInt8] {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    crc = ~crc
    return [UInt8(crc >> 24), UInt8(crc >> 16 & 255), UInt8(crc >> 8 & 255), UInt8(crc & 255)]
  }
}

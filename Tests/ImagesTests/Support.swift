import Foundation
import Images

/// A list of cases out of `Fixtures/NAME.json`, written by Tests/Oracles/image_fixtures.py; empty
/// when the file is missing, which each suite checks.
func fixture<T: Decodable>(_ name: String, of type: T.Type) -> [T] {
  let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/\(name).json")
  guard let data = try? Data(contentsOf: path) else { return [] }
  return (try? JSONDecoder().decode([T].self, from: data)) ?? []
}

/// "00ff" → [0, 255].
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.utf8.map { UInt8($0 < 58 ? $0 - 48 : $0 - 87) }
  return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// The picture that the fixture script makes from the same formula.
func pattern(_ width: Int, _ height: Int, _ channels: Int) -> Image {
  var samples: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      for c in 0..<channels {
        let value = x * 37 + y * 59 + c * 83 + x * y * 7
        samples.append(UInt8((value + (x * x * c) % 31) % 256))
      }
    }
  }
  return Image(width: width, height: height, channels: channels, samples: samples)
}

/// A folder of its own for a test's files.
func temporaryFolder() throws -> String {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("fovea-images-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  return path
}

import Images
import Testing

@testable import Datasets

/// Pasture v1 is frozen: models are trained on it. A change to any of these is a version 2, and
/// everything is trained anew.
@Suite struct PastureFrozenTests {
  /// Ten scenes: seed, width, height, SHA-256 of pixels and ground truth.
  static let frozen: [(seed: Int, width: Int, height: Int, sha256: String)] = [
    (
      0, 192, 144,
      "5d5b98a3991fe6362f74a4c9747799dab85a533ae72b83faa44c980b491f7808"
    ),
    (
      1, 192, 144,
      "acd5b879a4d99ac68de6301546a672b5a2e6c46176a4fd05425af406d429d809"
    ),
    (
      2, 192, 144,
      "eed1324a57c3f49330c2080d3f8a5d6d475ea5928c456736a522dc3471476e76"
    ),
    (
      -1, 192, 144,
      "1dab8652186c1a6543907369717b45a06eeff70bbf55dba72c0c7cc529c9ca15"
    ),
    (
      1_000_000, 192, 144,
      "91f4ab06e3d214c6de1c0b718c7f60cf37308fbdc5dd40017871390631791f9a"
    ),
    (
      2_000_499, 192, 144,
      "93996a7a66c8c4374d671b140513f30fb546c5c8e464bb4c49cc9c98e3055e9f"
    ),
    (
      10_000_000, 192, 144,
      "dfb2efa518acb444c9c6e270bdc48f2adf58192a36257345916c33d9a53a81ce"
    ),
    (
      10_000_123, 192, 144,
      "0293ba72b5ae0eec57fb2b51e24c8b8bfe37269712f1fbed4127b2606906f285"
    ),
    (
      7, 480, 360,
      "d2327a5065af5fec2fbc7aee59721bd99eb0e29fd79c29fdbb43d1700fbe35c8"
    ),
    (
      9, 250, 320,
      "6c34304d3249f41aa990b99d36dd809ec54dc79478a2d0a8242aa45a333188b3"
    ),
  ]

  @Test(arguments: frozen.indices)
  func sceneIsUnchanged(index: Int) throws {
    let (seed, width, height, sha256) = Self.frozen[index]
    let scene = try Pasture.scene(seed: seed, width: width, height: height)
    #expect(SHA256.hex(of: fingerprint(scene)) == sha256, "scene \(seed) at \(width)×\(height)")
  }

  @Test func versionIsOne() {
    #expect(Pasture.version == 1)
    #expect(
      Pasture.semanticNames == [
        "sky", "hills", "grass", "path", "water", "person", "sheep", "cat", "dog", "tree", "house",
        "tractor", "kite",
      ])
  }

  @Test func statisticsStayWithinTheirBounds() throws {
    let statistics = try PastureStatistics(
      seeds: (0..<500).map { try PastureSplit.validation.seed($0) })
    #expect(statistics.scenes == 500)
    #expect(statistics.scenesByThingCount.keys.allSatisfy { (3...10).contains($0) })
    #expect((26...30).contains(statistics.size(quantile: 0.5)))
    let things = Float(statistics.things)
    #expect((6...7).contains(things / 500))
    #expect((0.003...0.03).contains(Float(statistics.ignored) / things))
    #expect((0.2...0.4).contains(Float(statistics.partlyHidden) / things))
    for kind in PastureClass.allCases {
      let share = Float(statistics.thingsByClass[kind.rawValue]) / things
      #expect((kind == .sheep ? 0.2...0.35 : 0.05...0.2).contains(share), "\(kind) \(share)")
    }
  }

  /// The oracle of the fingerprints: NIST's own examples.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func sha256(text: String, digest: String) {
    #expect(SHA256.hex(of: Array(text.utf8)) == digest)
  }

  /// Everything about a scene as bytes.
  private func fingerprint(_ scene: PastureScene) -> [UInt8] {
    var bytes = scene.image.samples + scene.semanticMap
    func add(_ value: UInt32) {
      for shift in [24, 16, 8, 0] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    for thing in scene.things {
      add(UInt32(thing.kind.rawValue))
      for run in thing.mask.runLengths { add(UInt32(run)) }
      for box in [thing.box, thing.amodalBox] {
        for value in [box.x1, box.y1, box.x2, box.y2] { add(value.bitPattern) }
      }
      add(thing.visibleFraction.bitPattern)
      for point in thing.keypoints {
        add(point.x.bitPattern)
        add(point.y.bitPattern)
        add(UInt32(point.visibility.rawValue))
      }
    }
    return bytes
  }
}

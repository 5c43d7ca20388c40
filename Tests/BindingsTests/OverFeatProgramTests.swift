import Testing

/// OverFeat at the prompt.
struct OverFeatProgramTests {
  /// Program → what it prints.
  static let programs: [(String, String)] = [
    (
      "let n = try PastureOverFeat.trained()\nprint(n.parameterCount, PastureOverFeat.side)\n"
        + "let x = try Tensor.zeros([1, 3, 40, 48])\nlet a = try n(x)\n"
        + "print(a.logits.shape, a.boxes.shape, try n.features(x).shape)\n"
        + "print(try n.withOffsets(x).boxes.shape, n.trunk.count, PastureOverFeat.classNames[0])\n"
        + "print(PastureOverFeat.stride)",
      "244793 32\n[1, 9, 3, 5] [1, 32, 3, 5] [1, 96, 4, 6]\n[1, 32, 4, 8] 14 background\n4\n"
    ),
    (
      "let x = try Tensor((0..<25).map { Float($0) }, shape: [1, 1, 5, 5])\n"
        + "let maps = try offsetMaxPool2D(x, size: 3)\nprint(maps.count, maps[8].values)\n"
        + "print(try interleaved(maps, size: 3).shape)", "9 [24.0]\n[1, 1, 3, 3]\n"
    ),
    (
      "let w = Box(x: 0, y: 0, width: 32, height: 32)\n"
        + "let b = WindowBox(Box(x: 8, y: 16, width: 16, height: 16), in: w)\n"
        + "print(b.edges, WindowBox(edges: b.edges).box(in: w))\n"
        + "print(GreedyMerging.distance(w, w))",
      "[-0.25, 0.0, 0.25, 0.5] Box(x1: 8.0, y1: 16.0, x2: 24.0, y2: 32.0)\n0.0\n"
    ),
    (
      "let d = [0, 4].map { Detection(box: Box(x: Float($0), y: 0, width: 20, height: 20), "
        + "classIndex: 1, score: 0.5) }\nlet m = try GreedyMerging(threshold: 0.9).merged(d)\n"
        + "print(m.count, m[0].members, m[0].votes, m[0].box.x1, m[0].classIndex)",
      "1 [0, 1] 1.0 2.0 1\n"
    ),
    (
      "var o = OverFeatOptions()\no.shorterSides = [150]\no.usesOffsets = false\n"
        + "o.usesBoxes = true\no.threshold = 0.5\no.merging = 1\no.fullVotes = 10\n"
        + "o.leastScore = 0.1\n"
        + "let d = try OverFeatDetector(network: .trained(), options: o)\n"
        + "let scene = try Image(example: \"pasture-01.png\")\n"
        + "let w = try d.windows(in: scene)\nlet found = try d.detections(in: scene)\n"
        + "print(w.count > found.count, found.count > 2, w[0].level, w[0].score >= 0.5)\n"
        + "print(w[0].row >= 0 && w[0].column >= 0, w[0].classIndex > 0, w[0].window.width > 30)\n"
        + "print(w[0].box.x1 >= 0, try d.flops(width: 192, height: 144) > 1_000_000)\n"
        + "o.threshold = 0\n"
        + "do { let bad = try OverFeatDetector(network: .trained(), options: o) } "
        + "catch { print(error) }",
      "true true 0 true\ntrue true true\ntrue true\n"
        + "OverFeatOptions: expected a threshold in 0.01…1, found 0.0\n"
    ),
    (
      "let x = try Tensor.zeros([4, 8])\n"
        + "let c = try measuredCost { try matmul(x, Tensor.zeros([8, 2])) }\n"
        + "print(c.flops, c.milliseconds > 0)", "128 true\n"
    ),
  ]

  @Test(arguments: programs)
  func program(source: String, expected: String) {
    #expect(output(of: source) == expected)
  }
}

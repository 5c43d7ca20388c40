import Testing

/// Regions, selective search and R-CNN's parts at the prompt.
struct RCNNProgramTests {
  static let programs: [(String, String)] = [
    (
      "let s = try Pasture.scene(seed: 3).image\n"
        + "let map = try GraphSegmentation(k: 1_000_000, minimumSize: 0).regions(of: s, in: .lab)\n"
        + "print(map.count, map.sizes, map.boxes[0].width, map.label(x: 0, y: 0) ?? -1)\n"
        + "print(map.label(x: -1, y: 0) == nil, try map.mask(of: 0).area)\ntry show(map, \"one\")\n"
        + "do { let m = try GraphSegmentation(k: -1) } catch { print(error) }",
      "1 [27648] 192.0 0\ntrue 27648\n"
        + "GraphSegmentation: expected a finite k of at least 0, found -1.0\n"
    ),
    (
      "let s = try Pasture.scene(seed: 3).image\nvar search = SelectiveSearch(.single)\n"
        + "search.minimumSize = 300\nsearch.order = .wholes\nsearch.scales = [80]\n"
        + "let tree = try search.hierarchies(of: s)[0]\n"
        + "print(tree.boxes.count == 2 * tree.leaves.count - 1, tree.joinCount > 0)\n"
        + "print(try tree.map(joins: tree.joinCount).count, tree.similarities.count == tree.joinCount)\n"
        + "let few = try selectiveSearch(s, mode: .fast, limit: 5)\nprint(few.count)\n"
        + "print(try s.regionWarps(of: few, side: 16, padding: 2).shape)",
      "true true\n1 true\n5\n[5, 3, 16, 16]\n"
    ),
    (
      "let x = try Tensor([2, 0, 3, 1, -2, 0, -3, 1], shape: [4, 2])\n"
        + "var g = SeededGenerator(seed: 1)\n"
        + "let m = try LinearSVM(features: x, isPositive: [true, true, false, false], "
        + "options: SVMOptions(cost: 10, tolerance: 0.0001), using: &g)\n"
        + "let d = try m.margins(x).values\nprint(d[0] > 0.99, d[2] < -0.99, m.weight.count)\n"
        + "let r = try RidgeRegression(features: x, targets: x, lambda: 0.0001)\n"
        + "print(r.weight.shape, abs(try r.weight[0, 0].item() - 1) < 0.001)",
      "true true 2\n[2, 2] true\n"
    ),
    (
      "var g = SeededGenerator(seed: 2)\nlet trunk = try PastureClassifier(using: &g)\n"
        + "let n = try PastureRCNN(trunk: trunk, classNames: PastureClassifier.classNames)\n"
        + "var o = RCNNOptions()\no.proposalLimit = 3\no.leastScore = 0.5\n"
        + "let d = try PastureRCNNDetector(network: n, options: o)\n"
        + "let s = try Pasture.scene(seed: 3).image\nlet p = try d.proposals(in: s)\n"
        + "let f = try d.features(of: p, in: s)\nprint(p.count, f.vectors.shape, f.maps.shape)\n"
        + "print(try d.detections(among: [], in: s).count, n.svm.weight.value.shape)",
      "3 [3, 80] [3, 384]\n0 [8, 80]\n"
    ),
  ]

  @Test(arguments: programs)
  func programsPrintWhatTheyShould(_ program: String, _ expected: String) {
    #expect(output(of: program) == expected)
  }
}

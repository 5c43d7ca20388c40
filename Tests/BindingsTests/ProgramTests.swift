import Fovea
import LessonSwift
import Testing

@testable import Bindings

/// What one snippet printed, or the message it stopped with.
func output(of program: String, options: Session.Options = .lesson) -> String {
  var printed = ""
  let library = Bindings.library(sink: ShownPictures())
  let session = Session(library: library, options: options) { printed += $0 }
  let outcome = session.run(program)
  if let error = outcome.error { printed += "error: \(error)" }
  return printed
}

struct ProgramTests {
  /// Program → what it prints. The answers are worked out by hand.
  static let programs: [(String, String)] = [
    (
      "var g = SeededGenerator(seed: 1)\nlet example = try DetectionExample(pastureSeed: 83)\n"
        + "let flip = HorizontalFlip()\nlet twice = try flip(flip(example, using: &g), using: &g)\n"
        + "print(example.objects.count, twice.image == example.image)\n"
        + "let mosaic = Mosaic(of: try PastureSource(.validation, count: 3))\n"
        + "let steps = Augmentations().then(mosaic).then(ColorJitter(), probability: 0.5)\n"
        + "let changed = try steps(example, using: &g)\nprint(steps.name, changed.width)\n"
        + "try show(changed, \"changed\")", "5 true\nmosaic, colour jitter 192\n"
    ),
    (
      "let sizes = [4, 5, 40, 50].map { BoxSize(width: Float($0), height: Float($0)) }\n"
        + "var g = SeededGenerator(seed: 2)\n"
        + "var clusters = try AnchorClusters(sizes, count: 2, using: &g)\nclusters.step()\n"
        + "clusters.run()\nprint(clusters.sortedAnchors.map(\\.width), clusters.isSettled)\n"
        + "try show(Chart(clusters), \"clusters\")\n"
        + "print(elbow(of: [0, 5, 6, 7]) ?? -1)", "[4.5, 45.0] true\n1\n"
    ),
    (
      "let loader = try DetectionLoader(PastureSource(.test, count: 4), batchSize: 2, "
        + "sizes: [FrameSize(width: 32, height: 24)], augmentation: Augmentations.ssd)\n"
        + "print(try loader.batch(at: 1).images.shape, loader.stepsPerEpoch)", "[2, 3, 24, 32] 2\n"
    ),
    (
      "var g = SeededGenerator(seed: 1)\nlet m = try Model(named: \"darknet19\", using: &g)\n"
        + "let x = try m.normalized(Tensor.zeros([1, 3, 33, 64]))\n"
        + "print(m.parameterCount, try m.features(x).shape, try m.answers(x)[0].shape)\n"
        + "print(try m.table(inputShape: [1, 3, 32, 32]).parameterCount, m)",
      "20842376 [1, 1024, 2, 2] [1, 1000]\n20842376 Model(darknet19, 20842376 parameters)\n"
    ),
    (
      "let m = try Mask(width: 4, height: 4, filling: Box(x1: 0, y1: 0, x2: 2, y2: 2))\n"
        + "let n = try Mask(polygons: [[1, 0, 3, 0, 3, 2, 1, 2]], width: 4, height: 4)\n"
        + "print(m.area, n.area, m.runLengths)\nlet a = RunLengthMask(m)\n"
        + "let b = RunLengthMask(n)\nprint(try a.iou(with: b, isCrowd: true), a.text)\n"
        + "print(try a.union(b).area, try a.intersection(b).runs, n.polygons)",
      "4 4 [0, 2, 2, 2, 10]\n0.5 02208\n6 [4, 2, 10] [[3.0, 0.0, 3.0, 2.0, 1.0, 2.0, 1.0, 0.0]]\n"
    ),
    (
      "let e = DetectionExample(try Pasture.scene(seed: 1))\n"
        + "let o = e.objects[0]\nprint(o.mask?.box == o.box, e.image.width)\n"
        + "do { let d = try DetectionDataset(contentsOf: \"/nowhere.json\") } catch { print(error) }",
      "true 192\n/nowhere.json: expected a COCO file, or a folder of VOC or YOLO annotations, "
        + "found no such file or folder\n"
    ),
    ("print(try Tensor([1, 2, 3]).shape)", "[3]\n"),
    ("print(try Tensor([[1, 2], [3, 4]]) + 1)", "[[2.0, 3.0], [4.0, 5.0]]\n"),
    ("print(try 10 - Tensor([1, 2]))", "[9.0, 8.0]\n"),
    ("var x = try Tensor([1, 2])\ntry x *= 3\nprint(x)", "[3.0, 6.0]\n"),
    ("print(try -Tensor([1, -2]))", "[-1.0, 2.0]\n"),
    ("print(try Tensor([1, 5]) .> 2)", "[0.0, 1.0]\n"),
    (
      "let x = try Tensor.range(0..<24).reshaped([2, 3, 4])\nprint(try x[1, 2, 3].item())", "23.0\n"
    ),
    (
      "let x = try Tensor.range(0..<24).reshaped([2, 3, 4])\n"
        + "print(try x[0, 1..., ..<2].shape, try x[0..., 2].shape, try x[1...1].shape)",
      "[2, 2] [2, 4] [1, 3, 4]\n"
    ),
    (
      "print(try Tensor.zeros([2, 2]).replacing(at: 0, 1, with: 7))", "[[0.0, 7.0], [0.0, 0.0]]\n"
    ),
    (
      "var g = SeededGenerator(seed: 3)\nlet a = try Tensor.uniform([2], using: &g)\n"
        + "let b = try Tensor.uniform([2], using: &g)\n"
        + "var h = SeededGenerator(seed: 3)\nlet c = try Tensor.uniform([2], using: &h)\n"
        + "print(a.values == c.values, a.values == b.values)", "true false\n"
    ),
    (
      "let w = Parameter(try Tensor([2, 3]))\nlet loss = try (w.tracked * w.tracked).sum()\n"
        + "try loss.backward()\nprint(w.gradient?.values ?? [])", "[4.0, 6.0]\n"
    ),
    (
      "let w = Parameter(try Tensor([2]))\nlet y = try withoutGradient { try w.tracked * 2 }\n"
        + "print(y.isTracked, try (w.tracked * 2).isTracked)", "false true\n"
    ),
    (
      "let x = try Tensor.ones([1, 1, 4, 4])\nlet k = try Tensor.ones([1, 1, 3, 3])\n"
        + "let field = try recordingOrigins { try conv2D(x, k, stride: 1, padding: 1).origin?.field }\n"
        + "print(field?.size ?? 0, field?.start ?? 0)", "3.0 -1.0\n"
    ),
    (
      "let matches = try MatchingRule.coco.matches([[0.9], [0.8]], threshold: 0.5)\n"
        + "let curve = try PrecisionRecallCurve(scores: [0.7, 0.6], matches: matches, "
        + "truthCount: 2)\n"
        + "print(matches[1].isFalsePositive, curve.precisions, curve.averagePrecision(.area))",
      "true [1.0, 0.5] 0.5\n"
    ),
    (
      "var record = try DetectionRecord(classNames: [\"sheep\"])\n"
        + "let box = Box(x: 0, y: 0, width: 50, height: 50)\n"
        + "try record.add(truths: [TruthObject(box: box, classIndex: 0)], "
        + "detections: [Detection(box: box, classIndex: 0, score: 1)])\n"
        + "let scores = try record.cocoScores()\n"
        + "print(scores[\"AP50\"] ?? 0, scores[\"APs\"] ?? -1, scores.figures.count, "
        + "try record.vocScores(VocOptions(.elevenPoints)).meanAveragePrecision ?? 0, "
        + "try record.verdicts().count(.truePositive))", "1.0 -1.0 12 1.0 1\n"
    ),
    (
      "var pixels = try ConfusionMatrix(classNames: [\"sky\", \"grass\"])\n"
        + "try pixels.add(truths: [0, 0, 1, 255], predictions: [0, 1, 1, 0])\n"
        + "print(pixels.counts, pixels.meanIoU ?? 0)", "[[1, 1], [0, 1]] 0.5\n"
    ),
    (
      "let a = Box(x: 0, y: 0, width: 10, height: 10)\nlet b = Box(x: 5, y: 0, width: 10, height: 10)\n"
        + "print(a.iou(with: b), a.area)", "0.33333334 100.0\n"
    ),
    (
      "var b = Box(x1: 1, y1: 2, x2: 3, y2: 4)\nb.x2 = 9\nprint(b.width, b)",
      "8.0 Box(x1: 1.0, y1: 2.0, x2: 9.0, y2: 4.0)\n"
    ),
    (
      "let ds = [Detection(box: Box(x: 0, y: 0, width: 4, height: 4), classIndex: 1, score: 0.5)]\n"
        + "print(ds.map(\\.score), ds.map(\\.box)[0].area)", "[0.5] 16.0\n"
    ),
    (
      "do { _ = try Tensor([1, 2]) + Tensor([1, 2, 3]) } catch let e as ShapeError "
        + "{ print(e.operation, e.found) }", "+ [2] and [3]: 2 against 3 on axis 0 of 1\n"
    ),
    (
      "let scene = try Pasture.scene(seed: 83)\nprint(scene.width, scene.height, scene.things.count)\n"
        + "print(scene.things.filter { $0.kind == .sheep }.count, Pasture.classNames[1])",
      "192 144 5\n2 sheep\n"
    ),
    (
      "let image = try Image(width: 8, height: 6, color: .red)\n"
        + "print(try image.tensor().shape, try image.resized(width: 4, height: 3, by: .area).width)\n"
        + "try show(image, \"red\")", "[1, 3, 6, 8] 4\n"
    ),
    ("print(try crossEntropy(Tensor([[0, 0]]), [1]).item() > 0.69)", "true\n"),
  ]

  @Test(arguments: programs)
  func prints(program: String, expected: String) {
    #expect(output(of: program) == expected)
  }

  /// Program → words that its error must hold. Nothing here may trap.
  static let mistakes: [(String, [String])] = [
    ("_ = try Tensor([1, 2, 3])[7]", ["7", "3"]),
    ("_ = try Tensor([1, 2, 3])[-1]", ["-1"]),
    ("_ = try Tensor.zeros([-1])", ["-1"]),
    ("_ = try Tensor.zeros([9_000_000_000, 9_000_000_000, 9_000_000_000])", ["axis lengths"]),
    ("_ = try Tensor.zeros([1_000_000, 1_000_000])", ["MiB"]),
    ("_ = try Tensor([1, 2]).reshaped([3])", ["3", "2"]),
    ("let a = try Tensor([1])\nlet b = a.shpae", ["shape"]),
    ("_ = try conv2d(Tensor([1]), Tensor([1]))", ["conv2D"]),
    ("_ = try Image(contentsOf: \"/no/such.png\")", ["/no/such.png"]),
    ("_ = try Image(example: \"pasture-99.png\")", ["pasture-01.png"]),
    ("_ = try Image(width: 0, height: 4)", ["0"]),
    (
      "let u = UnitBox(x1: 0, y1: 0, x2: 1, y2: 1)\n"
        + "print(Box(x: 0, y: 0, width: 1, height: 1).iou(with: u))", ["UnitBox", "Box"]
    ),
    ("_ = try Tensor([1, 2]).item()", ["item"]),
    (
      "var g = SeededGenerator(seed: 1)\n_ = try Model(named: \"vgg\", using: &g)",
      ["vgg16", "“vgg”"]
    ),
    ("_ = Tensor([1, 2])", ["try"]),
    ("_ = try Pasture.scene(seed: 1, width: 0, height: 0)", ["0×0"]),
    (
      "let c = try PastureClassifier.trained()\n_ = try c.probabilities(Tensor.zeros([1, 3, 8, 8]))",
      ["[N, 3, 32, 32]", "[1, 3, 8, 8]"]
    ),
  ]

  @Test(arguments: mistakes)
  func refuses(program: String, words: [String]) {
    let message = output(of: program)
    #expect(message.contains("error: "), "\(program) printed \(message)")
    for word in words {
      #expect(message.contains(word), "\(program): no ‘\(word)’ in \(message)")
    }
  }

  @Test func thePromptMayLeaveTryOut() {
    #expect(output(of: "print(Tensor([1, 2]) + 1)", options: .prompt) == "[2.0, 3.0]\n")
  }
}

import Foundation
import Fovea
import Testing

@Suite struct PictureModelsTests {
  @Test func theSlidingWindowByItsNameIsTheOneOfLesson3() throws {
    let image = try Image(example: "pasture-01.png")
    let model = try PictureModels.named("sliding-window", leastScore: 0.99)
    let same = try SlidingWindowDetector(classifier: .trained(), threshold: 0.99)
    let answer = try model.answer(for: image)
    #expect(!answer.things.isEmpty)
    #expect(answer.things.map(\.detection) == (try same.detections(in: image)))
    #expect(model.classNames == PastureClassifier.classNames)
  }

  @Test func whatIsAskedWronglyIsRefused() throws {
    let unknown = #expect(throws: PictureModelError.self) { try PictureModels.named("yolo-v99") }
    #expect(unknown?.description.contains("sliding-window") == true)
    #expect(unknown?.found == "“yolo-v99”")
    #expect(throws: PictureModelError.self) {
      try PictureModels.named("sliding-window", configuration: "yolov3.cfg")
    }
    #expect(throws: PictureModelError.self) {
      try PictureModels.named("sliding-window", leastScore: 1.5)
    }
    #expect(throws: CheckpointError.self) {
      try PictureModels.named("sliding-window", weights: "/nowhere.safetensors")
    }
    let names = #expect(throws: PictureModelError.self) {
      try PictureModels.named("sliding-window", classNames: ["a", "b"])
    }
    #expect(names?.description.contains("expected 9 class names, found 2") == true)
  }

  @Test func otherNamesForTheClasses() throws {
    let names = (0..<9).map { "k\($0)" }
    #expect(try PictureModels.named("sliding-window", classNames: names).classNames == names)
  }

  /// A pixel, a strip, a pillar: whatever a person shows, there is an answer.
  @Test(arguments: [(1, 1), (4000, 30), (30, 4000)])
  func fasterRCNNLooksAtAnyShapeOfPicture(width: Int, height: Int) throws {
    let image = try Image(width: width, height: height, color: Color(90, 140, 60))
    let model = try PictureModels.named("pasture-faster-rcnn", leastScore: 0)
    let answer = try model.answer(for: image)
    #expect(!answer.things.isEmpty)
    for thing in answer.things {
      let box = thing.detection.box
      #expect(box.x1 >= 0 && box.y1 >= 0 && !box.isDegenerate)
      #expect(box.x2 <= Float(width) * 1.0001 && box.y2 <= Float(height) * 1.0001)
    }
    let line = answer.json(file: "x.png", image: image, classNames: model.classNames)
    #expect(!line.contains("\n") && !line.contains("null"))
    // Nothing that sure: nothing found.
    let strict = try PictureModels.named("pasture-faster-rcnn", leastScore: 1)
    #expect(try strict.answer(for: image).things.isEmpty)
  }

  @Test func jsonAndTableOfAnAnswer() throws {
    let image = try Image(width: 40, height: 30)
    let mask = try RunLengthMask(runs: [0, 30, 1170], width: 40, height: 30)
    let answer = PictureAnswer(things: [
      FoundThing(
        Detection(box: Box(x1: 1, y1: 2.5, x2: 30, y2: 20), classIndex: 1, score: 0.75),
        mask: mask, keypoints: [FoundKeypoint(x: 3, y: 4, score: 0.5)]),
      FoundThing(Detection(box: Box(x1: 0, y1: 0, x2: 5, y2: 5), classIndex: 7, score: 0.5)),
    ])
    let names = ["sheep", "do\"g"]
    #expect(
      answer.json(file: "a b.png", image: image, classNames: names)
        == #"{"file": "a b.png", "width": 40, "height": 30, "detections": [{"class": 1, "#
        + #""name": "do\"g", "score": 0.75, "box": [1.0, 2.5, 30.0, 20.0], "mask": "#
        + #"{"size": [30, 40], "counts": "\#(mask.text)"}, "keypoints": [3.0, 4.0, 0.5]}, "#
        + #"{"class": 7, "name": "class 7", "score": 0.5, "box": [0.0, 0.0, 5.0, 5.0]}]}"#)
    #expect(
      answer.table(file: "x.png", classNames: names)
        == "x.png  do\"g  0.75  1  3  30  20\nx.png  class 7  0.5  0  0  5  5")
    #expect(PictureAnswer().table(file: "x.png", classNames: names) == "x.png  nothing")
  }

  @Test func theDrawnPictureShowsTheBoxes() throws {
    let image = try Image(width: 200, height: 100)
    let box = Box(x1: 20, y1: 30, x2: 120, y2: 90)
    let answer = PictureAnswer([Detection(box: box, classIndex: 0, score: 0.9)])
    let drawn = try answer.drawn(on: image, classNames: ["sheep"])
    #expect(drawn.width == 800 && drawn.height == 400)  // enlarged, so that labels can be read
    #expect(try drawn.pixel(x: 80, y: 240) != drawn.pixel(x: 300, y: 240))
    #expect(try PictureAnswer().drawn(on: image, classNames: []) == image.scaled(by: 4))
  }

  /// Two things of one class have two colours, so that they can be told apart; a skeleton is drawn.
  @Test func theDrawnPictureShowsMasksAndSkeletons() throws {
    let image = try Image(width: 200, height: 100)
    let boxes = [Box(x1: 10, y1: 10, x2: 60, y2: 90), Box(x1: 60, y1: 10, x2: 120, y2: 90)]
    let things = try boxes.map { box in
      FoundThing(
        Detection(box: box, classIndex: 0, score: 0.9),
        mask: RunLengthMask(try Mask(width: 200, height: 100, filling: box)))
    }
    let drawn = try PictureAnswer(things: things).drawn(on: image, classNames: ["sheep"])
    let colors = try [(140, 200), (360, 200), (600, 200)].map { try drawn.pixel(x: $0.0, y: $0.1) }
    #expect(Set(colors).count == 3)
    let joints = (0..<17).map { FoundKeypoint(x: 140 + Float($0) * 3, y: 50, score: 1) }
    let person = FoundThing(
      Detection(box: Box(x1: 130, y1: 20, x2: 199, y2: 80), classIndex: 0, score: 0.9),
      keypoints: joints)
    let pose = try PictureAnswer(things: [person]).drawn(on: image, classNames: ["person"])
    let without = try PictureAnswer([person.detection]).drawn(on: image, classNames: ["person"])
    #expect(pose != without)
    #expect("\(PictureAnswer(things: things))" == "PictureAnswer(2 things, 2 with a mask)")
  }
}

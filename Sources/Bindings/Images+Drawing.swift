import Fovea
import LessonSwift

extension HostLibrary {
  /// Boxes, detections, heat maps and sheets of pictures.
  mutating func addDrawing() {
    enumeration(
      LineStyle.Pattern.self, named: "LinePattern",
      cases: ["solid": .solid, "dashed": .dashed, "dotted": .dotted])
    enumeration(
      Colormap.self, named: "Colormap",
      cases: [
        "viridis": .viridis, "magma": .magma, "grey": .grey, "diverging": .diverging,
      ])
    method(
      "func drawing(_ box: Box, color: Color = .red, thickness: Int = 2, "
        + "pattern: LinePattern = .solid, label: String? = nil) throws -> Image", on: Image.self
    ) {
      (
        image: Image, box: Box, color: Color, thickness: Int, pattern: LineStyle.Pattern,
        label: String?
      ) in
      try image.drawing(box, color: color, thickness: thickness, pattern: pattern, label: label)
    }
    method(
      "func drawing(_ boxes: [Box], color: Color = .red, thickness: Int = 2, "
        + "pattern: LinePattern = .solid) throws -> Image", on: Image.self
    ) {
      (image: Image, boxes: [Box], color: Color, thickness: Int, pattern: LineStyle.Pattern) in
      try image.drawing(boxes, color: color, thickness: thickness, pattern: pattern)
    }
    method(
      "func drawing(_ detections: [Detection], classNames: [String] = [], truth: [Box] = []) "
        + "throws -> Image",
      on: Image.self, help: "Boxes in the colours of their classes, truth dotted under them."
    ) { (image: Image, detections: [Detection], names: [String], truth: [Box]) in
      try image.drawing(detections, classNames: names, truth: truth)
    }
    method(
      "func drawing(heatMap values: Tensor, in frame: Box? = nil, opacity: Float = 0.75, "
        + "range: ClosedRange<Float>? = nil, colors: Colormap = .magma) throws -> Image",
      on: Image.self, help: "Numbers laid over the picture as colours."
    ) {
      (
        image: Image, values: Tensor, frame: Box?, opacity: Float, range: ClosedRange<Float>?,
        colors: Colormap
      ) in
      try image.drawing(heatMap: values, in: frame, opacity: opacity, range: range, colors: colors)
    }
    method(
      "func drawing(mask: Mask, color: Color, opacity: Float = 0.5) throws -> Image",
      on: Image.self
    ) { (image: Image, mask: Mask, color: Color, opacity: Float) in
      try image.drawing(mask: mask, color: color, opacity: opacity)
    }
    method("func beside(_ other: Image) throws -> Image", on: Image.self) {
      (image: Image, other: Image) in try image.beside(other)
    }
    staticMethod(
      "static func grid(_ images: [Image], captions: [String] = [], columns: Int? = nil, "
        + "title: String = \"\") throws -> Image", on: Image.self,
      help: "Pictures side by side on one sheet."
    ) { (images: [Image], captions: [String], columns: Int?, title: String) in
      try Image.grid(images, captions: captions, columns: columns, title: title)
    }
    method(
      "func heatMap(range: ClosedRange<Float>? = nil, colors: Colormap = .viridis) throws -> Image",
      on: Tensor.self, help: "[H, W] as colours, with a bar."
    ) { (x: Tensor, range: ClosedRange<Float>?, colors: Colormap) in
      try x.heatMap(range: range, colors: colors)
    }
    method(
      "func mosaic(captions: [String] = [], columns: Int? = nil, colors: Colormap = .viridis, "
        + "title: String = \"\") throws -> Image", on: Tensor.self,
      help: "Each map of [C, H, W] beside the others."
    ) { (x: Tensor, captions: [String], columns: Int?, colors: Colormap, title: String) in
      try x.mosaic(captions: captions, columns: columns, colors: colors, title: title)
    }
    method("func picture() throws -> Image", on: Tensor.self, help: "What show would draw.") {
      (x: Tensor) in try x.picture()
    }
  }

  /// Lines, points and bars.
  mutating func addCharts() {
    type(Chart.self, named: "Chart", help: "Lines, points or bars over two axes.")
    initializer(
      "init(title: String = \"\", x: String = \"\", y: String = \"\", width: Int = 720, "
        + "height: Int = 440)", of: Chart.self
    ) { (title: String, x: String, y: String, width: Int, height: Int) in
      Chart(title: title, x: x, y: y, width: width, height: height)
    }
    method("func line(_ name: String, _ values: [Float]) -> Chart", on: Chart.self) {
      (chart: Chart, name: String, values: [Float]) in chart.line(name, values)
    }
    method("func line(_ name: String, x: [Float], y: [Float]) -> Chart", on: Chart.self) {
      (chart: Chart, name: String, x: [Float], y: [Float]) in chart.line(name, x: x, y: y)
    }
    method("func points(_ name: String, x: [Float], y: [Float]) -> Chart", on: Chart.self) {
      (chart: Chart, name: String, x: [Float], y: [Float]) in chart.points(name, x: x, y: y)
    }
    method(
      "func bars(_ names: [String], _ values: [Float], series: String = \"\") -> Chart",
      on: Chart.self
    ) { (chart: Chart, names: [String], values: [Float], series: String) in
      chart.bars(names, values, series: series)
    }
    method("func rule(_ name: String, y: Float) -> Chart", on: Chart.self) {
      (chart: Chart, name: String, y: Float) in chart.rule(name, y: y)
    }
    method(
      "func ranging(x: ClosedRange<Float>? = nil, y: ClosedRange<Float>? = nil) -> Chart",
      on: Chart.self, help: "With the ends of the axes as given."
    ) { (chart: Chart, x: ClosedRange<Float>?, y: ClosedRange<Float>?) in
      chart.ranging(x: x, y: y)
    }
    method("func logarithmicX() -> Chart", on: Chart.self) { (chart: Chart) in
      chart.logarithmicX()
    }
    method("func logarithmicY() -> Chart", on: Chart.self) { (chart: Chart) in
      chart.logarithmicY()
    }
    method("func picture() throws -> Image", on: Chart.self) { (chart: Chart) in
      try chart.picture()
    }
  }

  /// `show` and `save`.
  mutating func addDisplay(_ sink: any PictureSink) {
    `protocol`(
      "Picture",
      of: [
        Image.self, Tensor.self, Chart.self, DetectionExample.self, ConfusionMatrix.self,
        RegionMap.self,
      ])
    function(
      "func show(_ picture: some Picture, _ caption: String = \"\") throws",
      help: "Draws it in the terminal, and writes a PNG."
    ) { (picture: any Picture, caption: String) in
      try sink.show(try picture.picture(), caption: caption)
    }
    function(
      "func save(_ picture: some Picture, to path: String) throws",
      help: "By the file's extension: .png, or for a tensor .npy or .safetensors."
    ) { (picture: any Picture, path: String) in
      if let tensor = picture as? Tensor {
        try save(tensor, to: path)
      } else {
        try save(try picture.picture(), to: path)
      }
    }
    type(SaveError.self, named: "SaveError")
    type(ResourceError.self, named: "ResourceError")
  }
}

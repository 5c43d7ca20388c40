import Fovea
import LessonSwift

/// What the prompt and the lessons can see of the library: the same names, labels and defaults that
/// `import Fovea` gives the compiler. `fovea check --compile` proves that the two agree.
public enum Bindings {
  /// - Parameter sink: where `show` sends pictures.
  public static func library(sink: any PictureSink) -> HostLibrary {
    var library = HostLibrary()
    library.addTensorTypes()
    library.addTensorCreation()
    library.addTensorOperators()
    library.addTensorMath()
    library.addTensorShapes()
    library.addTensorNetworks()
    library.addGradients()
    library.addBoxes()
    library.addImages()
    library.addDrawing()
    library.addCharts()
    library.addMasks()
    library.addPasture()
    library.addCrops()
    library.addAnnotations()
    library.addAnchors()
    library.addBoxCharts()
    library.addRegions()
    library.addAugmentation()
    library.addBatches()
    library.addEvaluation()
    library.addDetectors()
    library.addModels()
    library.addSegmentation()
    library.addLayers()
    library.addOptimizers()
    library.addOverFeat()
    library.addRCNN()
    library.addSPPnet()
    library.addFastRCNN()
    library.addFasterRCNN()
    library.addYOLO()
    library.addYOLOAnchors()
    library.addSSD()
    library.addDetectNet()
    library.addMaskRCNN()
    library.addPose()
    library.addDisplay(sink)
    return library
  }
}

import Testing

@testable import Detectors

@Suite struct DarknetConfigurationTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// After `[net]`, whose four lines are 1 to 4.
    let layers: String
    let message: String

    init(_ name: String, _ layers: String, _ message: String) {
      (testDescription, self.layers, self.message) = (name, layers, message)
    }
  }

  static let activations =
    "logistic, loggy, relu, elu, selu, relie, plse, hardtan, lhtan, linear, ramp, leaky, tanh, stair"

  static let cases: [Case] = [
    Case(
      "negative size",
      "[convolutional]\nsize=3\nstride=2\n[maxpool]\nsize=40\nstride=1\npadding=2\n",
      "a.cfg, line 9, [maxpool] size: expected a window within the map, 15×11×1, and its padding of "
        + "2, found 40, a layer of negative size"),
    Case(
      "no such layer", "[route]\nlayers=-1\n",
      "a.cfg, line 6, [route] layers: expected a layer before this one: there is none, found -1"),
    Case(
      "a layer to come", "[maxpool]\n[route]\nlayers=0,5\n",
      "a.cfg, line 7, [route] layers: expected layers before this one, 0 to 0 or -1 to -1, found 5"),
    Case(
      "a shortcut from nowhere", "[maxpool]\n[shortcut]\nfrom=-3\n",
      "a.cfg, line 7, [shortcut] from: expected layers before this one, 0 to 0 or -1 to -1, found -3"
    ),
    Case(
      "a shortcut from a coarser map",
      "[maxpool]\nsize=2\nstride=2\n[upsample]\n[shortcut]\nfrom=0\n",
      "a.cfg, line 10, [shortcut] from: expected a map at least as fine as this one, 32×24×3, by the "
        + "same step each way, found layer 0, 16×12×3"),
    Case(
      "anchors that are too few", "[yolo]\nnum=3\nanchors=1,2, 3,4\n",
      "a.cfg, line 7, [yolo] anchors: expected 6 numbers, two for each of num=3 anchors, found 4"),
    Case(
      "a mask beyond the anchors", "[yolo]\nnum=2\nanchors=1,2, 3,4\nmask=1,2\n",
      "a.cfg, line 8, [yolo] mask: expected numbers of the 2 anchors, 0 to 1, found 1,2"),
    Case(
      "filters that do not fit", "[yolo]\nnum=2\nanchors=1,2, 3,4\nmask=0,1\nclasses=4\n",
      "a.cfg, line 8, [yolo] mask: expected 2 boxes of 9 numbers, 18 channels from the layer "
        + "before, found 3\n  try: filters=18 there"),
    Case(
      "anchors of zero", "[region]\nnum=1\nanchors=0,2\nclasses=1\n",
      "a.cfg, line 7, [region] anchors: expected widths and heights above 0, found 0,2"),
    Case(
      "a grid that does not fit",
      "[connected]\noutput=100\n[detection]\nside=3\nnum=2\ncoords=4\nclasses=1\n",
      "a.cfg, line 8, [detection] side: expected side² · (5 · num + classes) = 99 numbers from the "
        + "layer before, found 100"),
    Case(
      "no number", "[convolutional]\nfilters=many\n",
      "a.cfg, line 6, [convolutional] filters: expected a whole number from 1 to 1048576, found many"
    ),
    Case(
      "no value", "[convolutional]\nstride=\n",
      "a.cfg, line 6, [convolutional] stride: expected a whole number from 1 to 4096, found nothing"
    ),
    Case(
      "stride 0", "[maxpool]\nstride=0\n",
      "a.cfg, line 6, [maxpool] stride: expected a whole number from 1 to 4096, found 0"),
    Case(
      "an unknown activation", "[convolutional]\nactivation=mish\n",
      "a.cfg, line 6, [convolutional] activation: expected one of \(activations), found mish"),
    Case(
      "groups that divide nothing", "[convolutional]\nfilters=4\ngroups=2\n",
      "a.cfg, line 7, [convolutional] groups: expected groups that divide 3 channels and 4 filters, "
        + "found 2"),
    Case(
      "a map is wanted", "[softmax]\n[maxpool]\n",
      "a.cfg, line 6, [maxpool]: expected a map from the layer before, found a line of 2304 numbers"
    ),
    Case(
      "a network for text", "[rnn]\n",
      "a.cfg, line 5, [rnn]: expected a layer that Fovea has: avgpool, connected, convolutional, "
        + "cost, crop, detection, dropout, local, maxpool, net, region, reorg, route, shortcut, "
        + "softmax, upsample, yolo, found [rnn]"),
    Case(
      "an unknown section", "[convolutoinal]\n",
      "a.cfg, line 5, [convolutoinal]: expected one of avgpool, connected, convolutional, "
        + "cost, crop, detection, dropout, local, maxpool, net, region, reorg, route, shortcut, "
        + "softmax, upsample, yolo, found [convolutoinal]"),
    Case(
      "net again", "[maxpool]\n[net]\n",
      "a.cfg, line 6, [net]: expected one [net], at the beginning, found [net]"),
    Case(
      "neither key nor section", "[maxpool]\nsize 2\n",
      "a.cfg, line 6, [maxpool]: expected [section], key=value or # comment, found “size2”"),
    Case(
      "an open bracket", "[maxpool\n",
      "a.cfg, line 5, [net]: expected a section, [name], found “[maxpool”"),
    Case(
      "weights beyond reason", "[convolutional]\nfilters=1000000\nsize=4095\npad=1\n",
      "a.cfg, line 5, [convolutional]: expected a layer of at most 2147483648 weights, found "
        + "1000000 · 3 · 4095 · 4095"),
    Case(
      "a map beyond reason", "[upsample]\nstride=4000\n",
      "a.cfg, line 6, [upsample] stride: expected a map of a possible size, found 128000×96000×3"),
    Case(
      "a layer of another kind", "[convolutional]\nxnor=1\n",
      "a.cfg, line 6, [convolutional] xnor: expected 0: Fovea has no such convolutional layer, "
        + "found 1\n  try: xnor=0, or leave it out"),
    Case(
      "a crop larger than the picture", "[crop]\ncrop_width=40\ncrop_height=10\n",
      "a.cfg, line 6, [crop] crop_width: expected at most the 32 columns there are, found 40"),
    Case(
      "no source", "[maxpool]\n[route]\n",
      "a.cfg, line 6, [route] layers: expected the numbers of layers, found nothing"),
    Case(
      "four coordinates", "[connected]\noutput=100\n[detection]\n",
      "a.cfg, line 7, [detection] coords: expected 4: x, y, width, height, found 1"),
  ]

  @Test(arguments: cases)
  func isRefused(_ wrong: Case) {
    let error = #expect(throws: DarknetError.self) { try darknet(wrong.layers) }
    #expect(error?.description == wrong.message)
  }

  @Test(arguments: [
    ("", "a.cfg: expected [net] and the sections of layers, found no section"),
    ("# nothing\n; here\n", "a.cfg: expected [net] and the sections of layers, found no section"),
    ("[net]\n", "a.cfg, line 1, [net]: expected layers after [net], found none"),
    (
      "[yolo]\n[net]\n",
      "a.cfg, line 1, [yolo]: expected [net] as the first section, found [yolo]"
    ),
    (
      "width=3\n[net]\n",
      "a.cfg, line 1: expected a section before the first key, found “width=3”\n  try: [net]"
    ),
    (
      "[net]\nheight=3\nchannels=3\n[maxpool]\n",
      "a.cfg, line 1, [net] width: expected a whole number, found nothing"
    ),
    (
      "[net]\nwidth=65536\nheight=65536\nchannels=1000\n[maxpool]\n",
      "a.cfg, line 2, [net] width: expected an input of at most 2147483648 numbers, found "
        + "65536×65536×1000"
    ),
    (
      "[net]\nwidth=9223372036854775808\nheight=1\nchannels=1\n[maxpool]\n",
      "a.cfg, line 2, [net] width: expected a whole number from 1 to 65536, found 9223372036854775808"
    ),
    (
      "[net]\nwidth=2\nheight=2\nchannels=3\ninputs=256\n[maxpool]\n",
      "a.cfg, line 5, [net] inputs: expected width · height · channels, 12, found 256"
    ),
  ])
  func beginningsAreRefused(text: String, message: String) {
    let error = #expect(throws: DarknetError.self) {
      try DarknetBlueprint(DarknetConfiguration(text: text, file: "a.cfg"))
    }
    #expect(error?.description == message)
  }

  @Test func whatDarknetLetsPassPasses() throws {
    let blueprint = try darknet(
      """
      [conv]\r
        filters = 4   \r
      size=3\r
      # first of two counts
      size=5
      pad = 1
      activation = leaky
      warmup=3
      [max]
      [avg]
      [conn]
      output=2
      [soft]

      """)
    #expect(
      blueprint.layers.map(\.section) == [
        "convolutional", "maxpool", "avgpool", "connected", "softmax",
      ])
    #expect(
      blueprint.layers.map(\.output.description) == ["32×24×4", "32×24×4", "1×1×4", "1×1×2", "2"])
    #expect(
      blueprint.configuration.unknownKeys.map(\.description) == [
        "a.cfg, line 12, [convolutional] warmup: expected a key of [convolutional], found warmup=3"
      ])
  }

  @Test func filesThatCannotBeRead() {
    let missing = #expect(throws: DarknetError.self) {
      try DarknetConfiguration(contentsOf: "/nowhere/at-all.cfg")
    }
    #expect(missing?.expected == "a file that can be opened")
    let weights = #expect(throws: DarknetError.self) {
      try DarknetConfiguration(contentsOf: DarknetFixture.path("version1.weights"))
    }
    #expect(weights?.expected == "text")
  }

  /// A good configuration cut after every character, and with every character another: read or
  /// refused, never worse.
  @Test(arguments: DarknetFixture.names)
  func noDamageTraps(name: String) throws {
    let text = try DarknetConfiguration(contentsOf: DarknetFixture.path("\(name).cfg")).text
    for length in 0..<text.count { _ = try? blueprint(String(text.prefix(length))) }
    let characters = Array(text)
    for place in characters.indices {
      for other: Character in ["9", "-", "\n"] {
        var damaged = characters
        damaged[place] = other
        _ = try? blueprint(String(damaged))
      }
    }
  }

  private func blueprint(_ text: String) throws -> DarknetBlueprint {
    try DarknetBlueprint(DarknetConfiguration(text: text))
  }
}

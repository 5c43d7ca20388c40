"""One framework with one network, warm, waiting for orders: a line in, a line of JSON out.

    worker.py FRAMEWORK NETWORK FOLDER THREADS

    run            {"milliseconds": 101.3}, and the loss as "value" for a step of training
    output FOLDER  {"files": […]}: the outputs as .npy
    quit

FRAMEWORK is torch, torch-channels-last, onnxruntime, openvino, opencv or ncnn. Only what is timed is
between the two looks at the clock: the input lies ready, outputs are left where the framework puts
them.
"""

import json
import os
import sys
import time

framework, network, folder, threads = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
os.environ["OMP_NUM_THREADS"] = str(threads)  # before anything loads OpenMP

import numpy as np

stem = f"{folder}/{network}"
is_detector = network.startswith(("faster-rcnn", "mask-rcnn", "ssd300"))  # torchvision's


def torch_inference(channels_last):
    import torch
    import networks

    torch.set_num_threads(threads)
    with torch.device("meta"):
        model = networks.INFERENCE[network][0]()
    model.load_state_dict(networks.read_weights(stem + ".safetensors"), strict=False, assign=True)
    for buffer_name, buffer in list(model.named_buffers()):  # batch norm's counters
        if buffer.is_meta:
            owner, _, leaf = buffer_name.rpartition(".")
            model.get_submodule(owner).register_buffer(leaf, torch.tensor(0))
    model.eval().requires_grad_(False)
    x = torch.from_numpy(np.load(stem + ".npy"))
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)

    def run():
        with torch.inference_mode():
            result = model(x)
        return result if isinstance(result, list) else [result]

    return run, lambda results: [r.contiguous().numpy() for r in results]


def torch_detection(channels_last):
    import detectors
    import networks
    import torch

    torch.set_num_threads(threads)
    model = detectors.empty(network)
    model.load_state_dict(networks.read_weights(stem + ".safetensors"), strict=False)
    x = torch.from_numpy(np.load(stem + ".npy"))
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)

    def run():
        with torch.inference_mode():
            return model([x[0]])[0]

    return run, lambda found: [found[name].numpy() for name in found]


def torch_training(channels_last):
    import torch
    import networks

    torch.set_num_threads(threads)
    torch.manual_seed(3)
    make, shape, classes = networks.TRAINING[network]
    model = make()
    model.load_state_dict(networks.read_weights(stem + ".safetensors"), strict=False)
    x = torch.from_numpy(np.load(stem + ".npy"))
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)
    model.train()
    wanted = torch.arange(shape[0]) % classes
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

    def run():
        loss = torch.nn.functional.cross_entropy(model(x), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return [loss.detach()]

    return run, lambda results: [r.numpy() for r in results]


def onnxruntime_inference():
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        stem + ".onnx", options, providers=["CPUExecutionProvider"])
    picture = np.load(stem + ".npy")
    if is_detector:
        picture = picture[0]
    x = {session.get_inputs()[0].name: picture}
    return lambda: session.run(None, x), lambda results: results


def openvino_inference():
    import openvino

    core = openvino.Core()
    compiled = core.compile_model(stem + ".onnx", "CPU", {
        "INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": str(threads),
        "PERFORMANCE_HINT": "LATENCY"})
    request = compiled.create_infer_request()
    picture = np.load(stem + ".npy")
    request.set_input_tensor(openvino.Tensor(picture[0] if is_detector else picture))

    def run():
        request.infer()
        return request

    return run, lambda r: [r.get_output_tensor(i).data for i in range(len(compiled.outputs))]


def opencv_inference():
    import cv2

    cv2.setNumThreads(threads)
    net = cv2.dnn.readNetFromONNX(stem + ".onnx")
    net.setPreferableBackend(cv2.dnn.DNN_BACKEND_OPENCV)
    x = np.load(stem + ".npy")
    names = net.getUnconnectedOutLayersNames()

    def run():
        net.setInput(x)
        return net.forward(names)

    def arrays(results):
        return sorted(results, key=lambda r: r.shape[-1])  # coarsest first, whatever their names

    return run, arrays


def ncnn_inference():
    import ncnn

    net = ncnn.Net()
    net.opt.num_threads = threads
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    net.opt.use_bf16_storage = False
    net.load_param(stem + ".param")
    net.load_model(stem + ".bin")
    array = np.load(stem + ".npy")[0]
    x = ncnn.Mat(array).clone()  # a Mat alone does not keep its array alive
    last = open(stem + ".last").read()

    def run():
        extractor = net.create_extractor()
        extractor.input("data", x)
        return extractor, extractor.extract(last)[1]  # whose memory is the extractor's

    return run, lambda results: [np.array(results[1])[None]]


def main():
    kind = torch_training if network.startswith("train") else torch_inference
    if is_detector:
        kind = torch_detection
    makers = {
        "torch": lambda: kind(False), "torch-channels-last": lambda: kind(True),
        "onnxruntime": onnxruntime_inference, "openvino": openvino_inference,
        "opencv": opencv_inference, "ncnn": ncnn_inference,
    }
    # Whatever a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(answer):
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    try:
        run, arrays = makers[framework]()
        if network == "yolov3-boxes":
            import yolo

            run, arrays = yolo.with_boxes(framework, run, arrays)
        say({"ok": True})
    except Exception as error:  # told to the driver, which shows a dash and this reason
        say({"error": f"{type(error).__name__}: {str(error).strip().splitlines()[0][:200]}"})
        return
    for line in sys.stdin:
        words = line.split()
        if words[0] == "quit":
            return
        try:
            start = time.perf_counter()
            results = run()
            milliseconds = (time.perf_counter() - start) * 1e3
            if words[0] == "run":
                answer = {"milliseconds": milliseconds}
                if network.startswith("train"):
                    answer["value"] = float(arrays(results)[0])
                say(answer)
            else:
                os.makedirs(words[1], exist_ok=True)
                files = []
                results = arrays(results)
                if is_detector:
                    import detectors

                    results = detectors.arrays(results)
                for place, array in enumerate(results):
                    files.append(f"{words[1]}/{place}.npy")
                    np.save(files[-1], np.ascontiguousarray(array, dtype=np.float32))
                say({"files": files})
        except Exception as error:
            say({"error": f"{type(error).__name__}: {str(error).strip().splitlines()[0][:200]}"})


main()

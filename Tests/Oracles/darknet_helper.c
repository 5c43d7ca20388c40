// What Tests/Oracles/darknet.py asks of libdarknet. Built by it:
//   gcc -O2 -o helper darknet_helper.c -I/usr/lib/darknet/include /usr/lib/darknet/libdarknet.so
//
//   helper shapes CFG                          each layer: type, numbers, channels, rows, columns
//   helper make CFG INPUT OUT.weights          new weights (srand(1)), calibrated on INPUT
//   helper run CFG WEIGHTS INPUT DIR           every layer's output as DIR/N.f32
//   helper detect CFG WEIGHTS RGB W H letterbox|stretch SCORE NMS DIR
//                                              the same, and the boxes, one a line
//   helper loss CFG INPUT TRUTH W H DIR        a cfg of a head alone, in training: what it answers, its
//                                              deltas and its cost; W and H are those of the picture
//
// INPUT: the network's input, RGB: a picture, TRUTH: true boxes as the head reads them; all as 32-bit
// floats, channel by channel.
#include <float.h>
#include <math.h>

#include "darknet.h"

static float *read_floats(const char *path, size_t count) {
  float *x = calloc(count, sizeof(float));
  FILE *file = fopen(path, "rb");
  if (!file || fread(x, sizeof(float), count, file) != count) {
    fprintf(stderr, "cannot read %zu numbers of %s\n", count, path);
    exit(1);
  }
  fclose(file);
  return x;
}

static void write_floats(const char *folder, const char *name, const float *x, size_t count) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.f32", folder, name);
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(x, sizeof(float), count, file) != count) exit(1);
  fclose(file);
}

static void write_outputs(network *net, const char *folder) {
  for (int i = 0; i < net->n; ++i) {
    char name[32];
    snprintf(name, sizeof name, "%d", i);
    write_floats(folder, name, net->layers[i].output, net->layers[i].outputs);
  }
}

static float spread(void) { return 2.f * rand() / RAND_MAX - 1; }  // -1 ... 1

static int is_head(const layer *l) {
  return l->type == YOLO || l->type == REGION || l->type == DETECTION;
}

// Mean and deviation of `count` numbers.
static void moments(const float *x, size_t count, double *mean, double *deviation) {
  double sum = 0, squares = 0;
  for (size_t i = 0; i < count; ++i) sum += x[i];
  *mean = sum / count;
  for (size_t i = 0; i < count; ++i) squares += (x[i] - *mean) * (x[i] - *mean);
  *deviation = sqrt(squares / count);
}

// Runs layer by layer. A batch norm gets the statistics of what comes to it, no variance below a
// tenth of the layer's mean one (or that channel would blow up every rounding error), a scale of
// 3/4 ... 5/4 and a shift within 1/8. Weights without a batch norm are scaled so that what comes out
// has a deviation of 1, and, before a head, numbers that spread and do not saturate.
static void calibrate(network *netp, float *x) {
  network net = *netp;
  net.input = x;
  net.train = 0;
  net.truth = 0;
  net.delta = 0;
  for (int i = 0; i < net.n; ++i) {
    layer *l = &net.layers[i];
    int has_weights = l->type == CONVOLUTIONAL || l->type == CONNECTED || l->type == LOCAL;
    net.index = i;
    if (has_weights) {
      layer plain = *l;
      plain.batch_normalize = 0;
      plain.activation = LINEAR;
      int biases = l->type == LOCAL ? l->outputs : l->type == CONNECTED ? l->outputs : l->n;
      for (int c = 0; c < biases; ++c) l->biases[c] = 0;
      plain.forward(plain, net);
      if (l->batch_normalize) {
        int channels = l->out_c, cells = l->out_h * l->out_w;
        double all = 0;
        for (int c = 0; c < channels; ++c) {
          double mean, deviation;
          moments(l->output + (size_t)c * cells, cells, &mean, &deviation);
          if (cells == 1) {  // one number has no deviation: that of all of them
            moments(l->output, channels, &mean, &deviation);
          }
          l->rolling_mean[c] = mean;
          l->rolling_variance[c] = deviation * deviation;
          all += deviation * deviation / channels;
        }
        for (int c = 0; c < channels; ++c) {
          if (l->rolling_variance[c] < all / 10) l->rolling_variance[c] = all / 10;
          if (l->rolling_variance[c] < 1e-6f) l->rolling_variance[c] = 1e-6f;
          l->scales[c] = 1 + spread() / 4;
          l->biases[c] = spread() / 8;
        }
      } else {
        int feeds = i + 1 < net.n && is_head(&net.layers[i + 1]);
        int first = feeds && net.layers[i + 1].type == DETECTION;
        double mean, deviation;
        moments(l->output, l->outputs, &mean, &deviation);
        float factor = (first ? 0.3 : feeds ? 1.2 : 1) / (deviation > 0 ? deviation : 1);
        size_t weights = l->type == CONVOLUTIONAL ? (size_t)l->nweights
                         : l->type == CONNECTED   ? (size_t)l->inputs * l->outputs
                              : (size_t)l->size * l->size * l->c * l->n * l->out_w * l->out_h;
        for (size_t k = 0; k < weights; ++k) l->weights[k] *= factor;
        for (int c = 0; c < biases; ++c) {
          l->biases[c] = first ? 0.3f + spread() / 8 : spread() / 8;
          if (feeds && !first) {  // few things, and few classes of each
            int entry = c % (net.layers[i + 1].classes + 5);
            l->biases[c] -= entry == 4 ? 3 : entry > 4 ? 1 : 0;
          }
        }
      }
    }
    l->forward(*l, net);
    net.input = l->output;
  }
}

int main(int argc, char **argv) {
  const char *mode = argc > 2 ? argv[1] : "";
  srand(1);
  network *net = parse_network_cfg(argv[2]);
  if (strcmp(mode, "loss")) set_batch_network(net, 1);
  printf("\n");
  if (!strcmp(mode, "shapes")) {
    for (int i = 0; i < net->n; ++i) {
      layer l = net->layers[i];
      printf("layer %d %d %d %d %d\n", i, l.outputs, l.out_c, l.out_h, l.out_w);
    }
    return 0;
  }
  if (!strcmp(mode, "make") && argc == 5) {
    srand(1);
    calibrate(net, read_floats(argv[3], net->inputs));
    save_weights(net, argv[4]);
    return 0;
  }
  if (!strcmp(mode, "run") && argc == 6) {
    load_weights(net, argv[3]);
    network_predict(net, read_floats(argv[4], net->inputs));
    write_outputs(net, argv[5]);
    return 0;
  }
  if (!strcmp(mode, "detect") && argc == 11) {
    load_weights(net, argv[3]);
    image im = make_image(atoi(argv[5]), atoi(argv[6]), 3);
    free(im.data);
    im.data = read_floats(argv[4], (size_t)im.w * im.h * 3);
    image sized = !strcmp(argv[7], "stretch") ? resize_image(im, net->w, net->h)
                                              : letterbox_image(im, net->w, net->h);
    float score = atof(argv[8]), nms = atof(argv[9]);
    network_predict(net, sized.data);
    write_floats(argv[10], "input", sized.data, net->inputs);
    write_outputs(net, argv[10]);
    int count = 0;
    detection *found = get_network_boxes(net, im.w, im.h, score, 0.5, 0, 0, &count);
    layer last = net->layers[net->n - 1];
    do_nms_sort(found, count, last.classes, nms);
    for (int i = 0; i < count; ++i) {
      box b = found[i].bbox;
      for (int k = 0; k < last.classes; ++k) {
        if (found[i].prob[k] > 0) {
          printf("box %d %.9g %.9g %.9g %.9g %.9g\n", k, found[i].prob[k], b.x, b.y, b.w, b.h);
        }
      }
    }
    return 0;
  }
  if (!strcmp(mode, "loss") && argc == 8) {
    layer *head = &net->layers[0];
    net->input = read_floats(argv[3], (size_t)net->inputs * net->batch);
    net->truth = read_floats(argv[4], (size_t)head->truths * net->batch);
    net->w = atoi(argv[5]);
    net->h = atoi(argv[6]);
    net->train = 1;
    *net->seen = 1000000;  // past the first pictures, in which boxes are drawn to their anchors
    size_t count = (size_t)head->outputs * net->batch;
    memset(head->delta, 0, count * sizeof(float));
    head->forward(*head, *net);
    write_floats(argv[7], "output", head->output, count);
    write_floats(argv[7], "delta", head->delta, count);
    write_floats(argv[7], "cost", head->cost, 1);
    return 0;
  }
  return 2;
}

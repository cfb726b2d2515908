import { z } from 'zod';

/**
 * A Transformer that reads a session from left to right and says what comes next (SASRec: Kang & McAuley, ICDM 2018),
 * trained by cross-entropy over the next track and sampled others instead of one random other (Klenitskiy & Vasilev,
 * RecSys 2023), with item vectors of one length (NISER: Gupta et al. 2019), which is kind to rare tracks.
 */
export const sasrecParams = z.object({
  dimensions: z.int().min(8).multipleOf(8).default(64).describe('length of a track’s vector'),
  blocks: z.int().min(1).default(2).describe('layers of attention'),
  heads: z.int().min(1).default(2).describe('attentions side by side in a layer; divides dimensions'),
  maxLength: z.int().min(1).default(30).describe('how many of the last tracks are looked at'),
  negatives: z
    .int()
    .min(0)
    .default(2048)
    .describe('other tracks that each batch is told apart from; 0: all of them, the full cross-entropy'),
  samplingExponent: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('they are drawn by their number of plays to this power'),
  batchTracks: z.int().min(8).default(512).describe('tracks predicted together in one step'),
  epochs: z.int().min(1).default(8),
  learningRate: z.number().positive().default(0.002),
  dropout: z.number().min(0).max(0.9).default(0.2),
  scale: z.number().positive().default(12).describe('how sharp predictions are at the start of the training'),
});
export type SasrecParams = z.infer<typeof sasrecParams>;

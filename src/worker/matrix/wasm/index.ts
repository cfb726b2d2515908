export { dotScan } from './dot-scan';
export { packPanel, gemm, rotateRows } from './gemm';
export { gramPartial } from './gram';
export { alsRows } from './als-rows';
export { sparseTimesDense } from './sparse-times-dense';
export { bprSteps } from './bpr';
export { nearestRows } from './neighbours';
export { softmaxColumns } from './softmax';
export { weightedSum, largestOf } from './blend';

export function enhanceGrids() {}

import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { positionShowing, scrollMap, type ScrollMap } from './scroll-map.ts';

export interface GridViewport {
  scroller: RefObject<HTMLDivElement | null>;
  width: number;
  height: number;
  /** First pixel of rows on the screen. */
  position: number;
  left: number;
  map: ScrollMap;
  onScroll: () => void;
  showRow(row: number): void;
  showColumn(start: number, width: number): void;
}

/** Where the grid is scrolled to. The wheel moves by pixels of rows even where the scroll bar is scaled. */
export function useViewport(rows: number, rowHeight: number, headerHeight: number): GridViewport {
  const scroller = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [place, setPlace] = useState({ position: 0, left: 0 });
  /** The scroll position that we set ourselves: its event says nothing new. */
  const own = useRef<number | null>(null);
  const body = Math.max(0, size.height - headerHeight);
  const map = scrollMap(rows, rowHeight, body);
  const position = Math.min(place.position, map.end);
  const current = useRef({ map, position });

  useLayoutEffect(() => {
    current.current = { map, position };
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const go = (to: number): void => {
    const element = scroller.current;
    if (element === null) return;
    const next = Math.max(0, Math.min(current.current.map.end, to));
    current.current.position = next;
    element.scrollTop = current.current.map.scrollTop(next);
    own.current = element.scrollTop;
    setPlace(before => ({ ...before, position: next }));
  };

  useEffect(() => {
    const element = scroller.current;
    if (element === null || !map.scaled) return;
    const wheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE
          ? rowHeight
          : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
            ? body
            : 1;
      go(current.current.position + event.deltaY * unit);
      element.scrollLeft += event.deltaX;
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [map.scaled, rowHeight, body]);

  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const ours = own.current !== null && Math.abs(own.current - element.scrollTop) < 1;
    own.current = ours ? own.current : null;
    const next = {
      position: ours ? current.current.position : map.position(element.scrollTop),
      left: element.scrollLeft,
    };
    // our own scrolling is on the screen already: its event must not draw everything again
    setPlace(before => (before.position === next.position && before.left === next.left ? before : next));
  };

  return {
    scroller,
    ...size,
    position,
    left: place.left,
    map,
    onScroll,
    showRow: row => {
      const next = positionShowing(row, current.current.position, rowHeight, body, map.end);
      if (next !== current.current.position) go(next);
    },
    showColumn: (start, width) => {
      const element = scroller.current;
      if (element === null) return;
      if (start < element.scrollLeft) element.scrollLeft = start;
      else if (start + width > element.scrollLeft + element.clientWidth)
        element.scrollLeft = start + width - element.clientWidth;
    },
  };
}

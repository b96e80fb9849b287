// The view library, by one name: every module takes html, hooks and signals from here.
export {
  html, render, Fragment, signal, computed, effect, batch, untracked, useState, useEffect, useLayoutEffect,
  useMemo, useRef, useId, useCallback, useSignal, useComputed, useErrorBoundary,
} from '../vendor/preact.js';

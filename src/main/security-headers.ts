/** What the interface may do: its own scripts and styles, its own origin, nothing else. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'", // Monaco and React Aria write inline styles
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** On every answer of the host. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
};

/** Files that reports are made of: sandboxed away from the app's origin; their own hashed script is all that runs. */
export const REPORT_POLICY = 'sandbox allow-scripts allow-popups allow-downloads allow-modals';

/** The same answer with the host's headers; a child may not weaken them, and a report keeps its own policy beside ours. */
export function withSecurityHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** A report's file: no policy of ours but the sandbox, so that the policy within the file holds. */
export function asSandboxedFile(response: Response): Response {
  const secured = withSecurityHeaders(response);
  secured.headers.set('content-security-policy', REPORT_POLICY);
  secured.headers.delete('cross-origin-opener-policy'); // a browser refuses to show a sandboxed page that has one
  return secured;
}

import { z } from 'zod';

// zod would otherwise probe `new Function`, which the content security policy reports; imported before anything else
z.config({ jitless: true });

"use client";

import { Failure } from "#components/site/failure.client.tsx";

export default Failure;

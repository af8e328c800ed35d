import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RentButton } from './RentButton';

createRoot(document.getElementById('app')).render(
  <StrictMode>
    <RentButton />
  </StrictMode>,
);

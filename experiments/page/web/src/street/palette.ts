// The colours of the street at night; four of them have one meaning each, everywhere.
export const NIGHT = {
  sky: [[0, '#10162E'], [0.5, '#27305A'], [0.74, '#5C4F76'], [0.9, '#B97C70'], [1, '#DDA67E']] as const,
  hills: [[58, 56, 102], [40, 42, 82]] as const,
  road: '#0F142A',
  kerb: '#2A2F52',
  house: '#151B36',
  houseEdge: '#232B50',
  window: '#2F3964',
  door: '#3A4268',
  doorReady: '#9A7B3A',
  star: '#FFFFFF',
} as const;

export const COLOUR = {
  office: '#6EA4F2',
  officePale: '#A9CBFF',
  association: '#3DB896',
  associationPale: '#7FE0C4',
  light: '#FFC64D',
  doorway: '#FFE0A0',
  contract: '#FF5F3D',
  contractPole: '#FF8A6E',
  money: '#F4D58A',
  chosen: '#FFFFFF',
} as const;

export const GLOW = [[0, 'rgba(255,196,84,.5)'], [0.4, 'rgba(255,186,84,.18)'], [1, 'rgba(255,176,84,0)']] as const;

export const TREE = { trunk: '#2E2118', leaves: ['#7A8B3F', '#7A8B3F', '#97A03C', '#C9A638', '#FFC64D'] } as const;
